/** An error as Google returns it, in the form of AIP-193. */
export class GcpRefusal extends Error {
  override readonly name = 'GcpRefusal';
  readonly httpStatus: number;
  /** `PERMISSION_DENIED`. */
  readonly status: string;
  readonly details: object[];
  readonly headers: Record<string, string>;
  constructor(
    httpStatus: number,
    status: string,
    message: string,
    details: object[] = [],
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.httpStatus = httpStatus;
    this.status = status;
    this.details = details;
    this.headers = headers;
  }

  /** The code in the record of calls: the reason if there is one. */
  get code(): string {
    const reason = this.details.find((detail): detail is { reason: string } => 'reason' in detail);
    return reason?.reason ?? this.status;
  }

  body(): object {
    const { httpStatus: code, status, message, details } = this;
    return { error: { code, message, status, ...(details.length > 0 ? { details } : {}) } };
  }
}

const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';

export function permissionDenied(permission: string, resource: string, service: string): GcpRefusal {
  return new GcpRefusal(
    403,
    'PERMISSION_DENIED',
    `Permission '${permission}' denied for resource '${resource}' (or it may not exist).`,
    [
      {
        '@type': ERROR_INFO,
        reason: 'IAM_PERMISSION_DENIED',
        domain: 'iam.googleapis.com',
        metadata: { permission, resource, service },
      },
    ],
  );
}

export function apiDisabled(service: string, number: string): GcpRefusal {
  return new GcpRefusal(
    403,
    'PERMISSION_DENIED',
    `${service} has not been used in project ${number} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/${service}/overview?project=${number} then retry.`,
    [
      {
        '@type': ERROR_INFO,
        reason: 'SERVICE_DISABLED',
        domain: 'googleapis.com',
        metadata: { service, consumer: `projects/${number}` },
      },
    ],
  );
}

export function projectDeleted(id: string): GcpRefusal {
  return new GcpRefusal(403, 'PERMISSION_DENIED', `Project ${id} has been deleted.`, [
    {
      '@type': ERROR_INFO,
      reason: 'CONSUMER_INVALID',
      domain: 'googleapis.com',
      metadata: { consumer: `projects/${id}` },
    },
  ]);
}

export function throttled(service: string): GcpRefusal {
  return new GcpRefusal(
    429,
    'RESOURCE_EXHAUSTED',
    `Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service '${service}'.`,
    [
      {
        '@type': ERROR_INFO,
        reason: 'RATE_LIMIT_EXCEEDED',
        domain: 'googleapis.com',
        metadata: { service },
      },
    ],
    { 'retry-after': '1' },
  );
}

export function notFound(name: string): GcpRefusal {
  return new GcpRefusal(404, 'NOT_FOUND', `Resource '${name}' was not found.`);
}

export function invalid(message: string): GcpRefusal {
  return new GcpRefusal(400, 'INVALID_ARGUMENT', message);
}

export function unauthenticated(message: string): GcpRefusal {
  return new GcpRefusal(401, 'UNAUTHENTICATED', message);
}
