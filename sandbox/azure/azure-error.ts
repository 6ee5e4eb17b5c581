/** A refusal in Azure's form: `{ error: { code, message, innererror? } }`. */
export class AzureError extends Error {
  override readonly name = 'AzureError';
  readonly status: number;
  readonly code: string;
  readonly inner: string | undefined;
  readonly headers: Record<string, string>;
  constructor(
    status: number,
    code: string,
    message: string,
    { inner, headers = {} }: { inner?: string | undefined; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.inner = inner;
    this.headers = headers;
  }
}

export function errorBody({ code, message, inner }: AzureError): object {
  return { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } };
}

/** 429 with the pause that Azure requests. */
export function azureThrottled(): AzureError {
  return new AzureError(
    429,
    'Throttled',
    'Request was not processed because too many requests were received.',
    {
      headers: { 'retry-after': '1' },
    },
  );
}

export function noSuchPath(path: string): AzureError {
  return new AzureError(404, 'NotFound', `The sandbox has no operation at ${path}`);
}
