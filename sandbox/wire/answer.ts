import { randomUUID } from 'node:crypto';
import type { Answer } from '../aws/operation.ts';
import type { CloudError } from './cloud-error.ts';
import type { Protocol } from './request.ts';
import { xml } from './xml.ts';

/** A response as it is sent over HTTP. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

interface CalledOperation {
  service: string;
  operation: string;
  protocol: Protocol;
}

/** Serialises the result of an operation. */
export function writeAnswer({ service, operation, protocol }: CalledOperation, answer: Answer): WireAnswer {
  const id = randomUUID();
  if (protocol !== 'query')
    return {
      status: 200,
      headers: { 'content-type': contentType(protocol), 'x-amzn-requestid': id },
      body: JSON.stringify(answer),
    };
  const result = xml(answer);
  const body =
    `<${operation}Response xmlns="${NAMESPACES[service] ?? ''}"><${operation}Result>${result}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id }, body };
}

/** Serialises an error for the protocol. */
export function writeError(
  { service, protocol }: Pick<CalledOperation, 'service' | 'protocol'>,
  error: CloudError,
): WireAnswer {
  const id = randomUUID();
  const { code, status, message } = error;
  if (protocol === 'query') {
    const content = xml({
      Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
      RequestId: id,
    });
    const body = `<ErrorResponse xmlns="${NAMESPACES[service] ?? ''}">${content}</ErrorResponse>`;
    return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id }, body };
  }
  return {
    status,
    headers: { 'content-type': contentType(protocol), 'x-amzn-requestid': id, 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}

function contentType(protocol: Protocol): string {
  return protocol === 'rest' ? 'application/json' : 'application/x-amz-json-1.1';
}

const NAMESPACES: Record<string, string> = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
};
