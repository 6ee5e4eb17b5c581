import { RestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import * as z from 'zod';

/** The host name does not resolve: the vault was deleted, or its name resolves only in its own network. */
export const NAME_NOT_FOUND = 'NameNotFound';

/** Azure's error body. Key Vault uses the code `Forbidden` for every denial and gives the reason in `innererror`. */
const bodySchema = z.object({
  error: z.object({
    code: z.string().optional(),
    message: z.string().optional(),
    innererror: z.object({ code: z.string().optional() }).nullish(),
  }),
});

/** Converts an error response into an error with the innermost code. */
export function refusalOf(response: PipelineResponse): RestError {
  const { code, message, innererror } = errorIn(response.bodyAsText ?? '') ?? {};
  const inner = innererror?.code ?? code;
  return new RestError(message ?? `HTTP ${response.status}`, {
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
    // A proxy may reply in HTML; its status is then more useful than its page.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
