import { createHttpHeaders, createPipelineRequest, type HttpMethods } from '@azure/core-rest-pipeline';
import type * as z from 'zod';
import { refusalOf } from './denial.ts';
import { callPermission } from './operation-name.ts';
import type { Sender } from './sender.ts';

/** JSON requests to one Azure endpoint (Resource Manager, Microsoft Graph, a vault), validated by schema. */
export interface AzureRest {
  /** Without a trailing slash: `https://kv-pay.vault.azure.net`. */
  endpoint: string;
  /** @param address Path and query, or an absolute URL that the endpoint returned (a next link). */
  get<T>(address: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(address: string, body: object, schema: z.ZodType<T>): Promise<T>;
}

/** A response that is not JSON or not in its documented form. */
export class InvalidAzureAnswer extends Error {
  override readonly name = 'InvalidAzureAnswer';
  /** The permission that the call needs, where it is known. */
  readonly permission: string | undefined;
  constructor(
    message: string,
    { permission, cause }: { permission?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.permission = permission;
  }
}

/**
 * Opens an endpoint. Requests throw `RestError` for error responses and {@link InvalidAzureAnswer} for malformed
 * ones. Members that are null are left out of responses: to Azure's services they mean the same.
 */
export function openRest(endpoint: string, sender: Sender): AzureRest {
  const { origin } = new URL(endpoint);

  async function send<T>(
    method: HttpMethods,
    address: string,
    schema: z.ZodType<T>,
    body?: object,
  ): Promise<T> {
    const { href, pathname, host } = new URL(address, endpoint);
    const permission = callPermission(method, href);
    // The token is sent to the next link, so the link must stay on this endpoint.
    if (!href.startsWith(`${origin}/`))
      throw new InvalidAzureAnswer(`${endpoint} returned a link to another host: ${host}`);
    const response = await sender(
      createPipelineRequest({
        url: href,
        method,
        headers: createHttpHeaders({
          accept: 'application/json',
          'accept-encoding': 'gzip',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    if (response.status < 200 || response.status >= 300) throw refusalOf(response);
    const text = response.bodyAsText ?? '';
    const answer = parsed(text, { pathname, permission, type: response.headers.get('content-type') });
    const checked = schema.safeParse(answer);
    if (checked.success) return checked.data;
    throw new InvalidAzureAnswer(
      `${pathname} returned a response that is not in its documented form: ${firstIssue(checked.error)}`,
      { permission, cause: checked.error },
    );
  }

  return {
    endpoint: origin,
    get: (address, schema) => send('GET', address, schema),
    post: (address, body, schema) => send('POST', address, schema, body),
  };
}

/** What is wrong first, and where. */
export function firstIssue({ issues: [issue] }: z.ZodError): string {
  return `${issue?.message ?? ''} at ${issue?.path.join('.') ?? ''}`;
}

function parsed(
  text: string,
  {
    pathname,
    permission,
    type,
  }: { pathname: string; permission: string | undefined; type: string | undefined },
): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text, (_key, value: unknown) => value ?? undefined);
  } catch (cause) {
    const begins = /^\s*[[{]/.test(text);
    const what =
      begins && !/[\]}]\s*$/.test(text) ? 'JSON that is cut short' : `${type ?? 'text'} that is not JSON`;
    throw new InvalidAzureAnswer(`${pathname} returned ${what}`, { permission, cause });
  }
}
