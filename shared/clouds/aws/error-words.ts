import { errorText } from '../../model/error-text.ts';

/** Appended by the SDK to errors of reading a response; of no use in a problem. */
const HINT = /\s*Deserialization error: to see the raw response[\s\S]*$/;
/** Node's texts for JSON that ends too early. */
const CUT_SHORT = /Unexpected end of|Unterminated|expected "[^"]*" not found|unexpected end/i;
const XML_ERROR = '@aws-sdk XML parse error';

/** Whether the answer was not in the form that the SDK reads: no JSON, no XML, or cut short. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof SyntaxError || errorText(error).startsWith(XML_ERROR);
}

/** What an error of the SDK says, in words that need no knowledge of the SDK. */
export function errorWords(error: unknown): string {
  const text = errorText(error).replace(HINT, '').trim();
  if (isUnreadable(error)) {
    const form = error instanceof SyntaxError ? 'JSON' : 'XML';
    const came = CUT_SHORT.test(text) ? 'The answer was cut short' : `The answer is not ${form}`;
    return `${came}${statusOf(error)}: ${text.replace(`${XML_ERROR}: `, '')}`;
  }
  if (!(error instanceof Error)) return text;
  if (error.name === 'TimeoutError') return `The call timed out: ${text}`;
  if ('code' in error && error.code === 'ECONNRESET') return `The connection broke: ${text}`;
  if (text === '' || text === 'UnknownError' || text === 'Unknown')
    return `The service gave no reason${statusOf(error)}.`;
  return text;
}

function statusOf(error: unknown): string {
  const metadata: unknown =
    typeof error === 'object' && error !== null && '$metadata' in error ? error.$metadata : undefined;
  const status: unknown =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return typeof status === 'number' && status >= 300 ? ` (HTTP ${status})` : '';
}
