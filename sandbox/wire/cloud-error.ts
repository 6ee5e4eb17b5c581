/** An error as the cloud returns it: a code, an HTTP status and a message. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** AWS's code and status for a throttled call, by service. */
export function throttled(service: string): CloudError {
  if (service === 'organizations')
    return new CloudError(
      'TooManyRequestsException',
      'AWS Organizations cannot complete your request: too many requests.',
    );
  if (service === 'account') return new CloudError('TooManyRequestsException', 'Rate exceeded', 429);
  if (QUERY.has(service)) return new CloudError('Throttling', 'Rate exceeded');
  return new CloudError('ThrottlingException', 'Rate exceeded');
}

/** AWS's code and status for a denied call, by service. */
export function denied(service: string, message: string): CloudError {
  if (service === 'sns') return new CloudError('AuthorizationError', message, 403);
  if (QUERY.has(service)) return new CloudError('AccessDenied', message, 403);
  return new CloudError('AccessDeniedException', message, service === 'account' ? 403 : 400);
}

/** A failure inside the service; the SDK retries it. */
export function failed(code: string | undefined): CloudError {
  return new CloudError(
    code ?? 'InternalFailure',
    'The request processing has failed because of an unknown error, exception or failure.',
    500,
  );
}

/** The error that a service returns for an unknown operation. */
export function unknownOperation(service: string, operation: string): CloudError {
  if (QUERY.has(service)) return new CloudError('InvalidAction', `Could not find operation ${operation}`);
  return new CloudError(
    'UnknownOperationException',
    `The operation ${operation} is not known`,
    service === 'account' ? 404 : 400,
  );
}

const QUERY = new Set(['iam', 'sts', 'sns']);
