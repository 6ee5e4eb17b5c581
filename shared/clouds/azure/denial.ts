import { RestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import * as z from 'zod';

/** A host name that no name server knows: the vault is gone, or only its own network knows it. */
export const NAME_NOT_FOUND = 'NameNotFound';

/** What Azure says in an error; Key Vault calls everything `Forbidden` and tells why within. */
const bodySchema = z.object({
  error: z.object({
    code: z.string().optional(),
    message: z.string().optional(),
    innererror: z.object({ code: z.string().optional() }).nullish(),
  }),
});

/** An answer that refuses, as an error that keeps the innermost code. */
export function refusalOf(response: PipelineResponse): RestError {
  const { code, message, innererror } = errorIn(response.bodyAsText ?? '') ?? {};
  const inner = innererror?.code ?? code;
  return new RestError(message ?? `it answered ${response.status}`, {
    statusCode: response.status,
    request: response.request,
    response,
    ...(inner === undefined ? {} : { code: inner }),
  });
}

function errorIn(text: string): z.output<typeof bodySchema>['error'] | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(text)).data?.error;
  } catch (error) {
    // A proxy on the way refuses in HTML: its status says more than its page.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
