import type { IncomingHttpHeaders } from 'node:http';
import { CloudError } from './cloud-error.ts';

export type Protocol = 'json' | 'query' | 'rest';

/** A parsed signed request. */
export interface CloudRequest {
  service: string;
  operation: string;
  region: string;
  accessKeyId: string;
  sessionToken: string | undefined;
  protocol: Protocol;
  /** The members of the input. A query body stays flat: `MessageAttributes.entry.1.Name`. */
  input: Record<string, unknown>;
  body: string;
}

/**
 * Parses a request of any of the three protocols. Service and region come from the signature's scope; the
 * signature itself is not checked.
 * @throws {CloudError} when it is not signed, or its body cannot be read.
 */
export function readRequest(path: string, headers: IncomingHttpHeaders, body: string): CloudRequest {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(
    headers.authorization ?? '',
  );
  if (scope === null) throw new CloudError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
  const [, accessKeyId = '', region = '', signedFor = ''] = scope;
  // The tagging API signs with another service name than its permissions use.
  const service = signedFor === 'tagging' ? 'tag' : signedFor;
  const token = headers['x-amz-security-token'];
  const known = {
    service,
    region,
    accessKeyId,
    sessionToken: typeof token === 'string' ? token : undefined,
    body,
  };
  const target = headers['x-amz-target'];
  if (typeof target === 'string')
    return {
      ...known,
      protocol: 'json',
      operation: target.slice(target.lastIndexOf('.') + 1),
      input: members(body),
    };
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const form = Object.fromEntries(new URLSearchParams(body));
    return { ...known, protocol: 'query', operation: form['Action'] ?? '', input: form };
  }
  const operation = path.replace(/^\//, '').replace(/[?/].*$/, '');
  return {
    ...known,
    protocol: 'rest',
    operation: operation.charAt(0).toUpperCase() + operation.slice(1),
    input: members(body),
  };
}

function members(body: string): Record<string, unknown> {
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (isRecord(parsed)) return parsed;
  } catch (cause) {
    throw new CloudError('SerializationException', `the body is not JSON: ${String(cause)}`);
  }
  throw new CloudError('SerializationException', 'the body is not a JSON object');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
