import { RestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import * as z from 'zod';
import { valueOfJson } from '../../model/json-text.ts';

/** The host name does not resolve: the vault was deleted, or its name resolves only in its own network. */
export const NAME_NOT_FOUND = 'NameNotFound';

const innerSchema = z.object({ code: z.string().optional() });
const errorSchema = z.object({
  code: z.string().optional(),
  message: z.union([z.string(), z.object({ value: z.string() })]).optional(),
  innererror: innerSchema.nullish().catch(undefined),
});
/**
 * Azure's error bodies: `{ error: { code, message } }`, and what gateways and sign-in endpoints answer. Key Vault uses
 * the code `Forbidden` for every denial and gives the reason in `innererror`.
 */
const bodySchema = z.union([
  z.object({ error: errorSchema }).transform(({ error }) => error),
  z
    .object({ error: z.string(), error_description: z.string().optional() })
    .transform(({ error, error_description: message }) => ({ code: error, message, innererror: undefined })),
  errorSchema.refine(({ code, message }) => code !== undefined || message !== undefined),
]);

/** Converts an error response into an error with the innermost code and the service's own words. */
export function refusalOf(response: PipelineResponse): RestError {
  const { code, message, innererror } = errorIn(response.bodyAsText ?? '') ?? {};
  const inner = innererror?.code ?? code;
  const words = typeof message === 'object' ? message.value : message;
  return new RestError(words ?? challengeOf(response) ?? plainText(response) ?? `HTTP ${response.status}`, {
    statusCode: response.status,
    request: response.request,
    response,
    ...(inner === undefined ? {} : { code: inner }),
  });
}

function errorIn(text: string): z.output<typeof errorSchema> | undefined {
  // A proxy may reply in HTML; its status is then more useful than its page.
  return bodySchema.safeParse(valueOfJson(text)).data;
}

/** RFC 6750: a refused token is explained in `WWW-Authenticate`. */
function challengeOf({ headers }: PipelineResponse): string | undefined {
  return /error_description="([^"]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1];
}

/** A gateway may answer in one line of plain text. */
function plainText({ bodyAsText, status, headers }: PipelineResponse): string | undefined {
  const text = bodyAsText?.trim() ?? '';
  if (text === '' || !(headers.get('content-type') ?? '').startsWith('text/plain')) return undefined;
  return `HTTP ${status}: ${text.slice(0, 200)}`;
}
