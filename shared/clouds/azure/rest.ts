import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
  type Pipeline,
  type PipelinePolicy,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type * as z from 'zod';
import type { Calls } from '../calls.ts';
import { refusalOf } from './denial.ts';
import { requestPolicies, RETRIES } from './requests.ts';

/** JSON over HTTPS to one of Azure's own endpoints (Resource Manager, Microsoft Graph), answers checked by schema. */
export interface AzureRest {
  /** @param address Path and query below the endpoint, or a whole address that the endpoint itself gave (a next link). */
  get<T>(address: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(address: string, body: object, schema: z.ZodType<T>): Promise<T>;
}

/** An answer that is none: not JSON, or not what the endpoint documents. */
export class AzureNonsense extends Error {
  override readonly name = 'AzureNonsense';
}

/**
 * Opens an endpoint. Throws `RestError` for refusals, {@link AzureNonsense} for answers that cannot be read.
 * @param how.audience What its tokens are made out to, where that is not the endpoint itself.
 * @param how.turns Which attempt may be made now, where the endpoint is to be spared.
 */
export function openRest(
  endpoint: string,
  credential: TokenCredential,
  calls: Calls,
  { audience = endpoint, turns }: { audience?: string; turns?: PipelinePolicy } = {},
): AzureRest {
  const client = createDefaultHttpClient();
  const pipeline = pipelineOf(audience, credential, requestPolicies(calls, turns));

  async function send<T>(
    method: HttpMethods,
    address: string,
    schema: z.ZodType<T>,
    body?: object,
  ): Promise<T> {
    const url = new URL(address, endpoint).toString();
    // A next link decides where the token goes: it may not lead away from who gave it.
    if (!url.startsWith(`${endpoint}/`))
      throw new AzureNonsense(`${endpoint} gave an address that leads elsewhere: ${new URL(url).host}`);
    const response = await pipeline.sendRequest(
      client,
      createPipelineRequest({
        url,
        method,
        headers: createHttpHeaders({
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    if (response.status >= 400) throw refusalOf(response);
    const answer = parsed(response.bodyAsText ?? '', url);

    const checked = schema.safeParse(answer);
    if (!checked.success)
      throw new AzureNonsense(
        `${new URL(url).pathname} answered what it does not document: ${checked.error.issues[0]?.message ?? ''} at ${checked.error.issues[0]?.path.join('.') ?? ''}`,
        { cause: checked.error },
      );
    return checked.data;
  }

  return {
    get: (address, schema) => send('GET', address, schema),
    post: (address, body, schema) => send('POST', address, schema, body),
  };
}

function pipelineOf(
  audience: string,
  credential: TokenCredential,
  policies: ReturnType<typeof requestPolicies>,
): Pipeline {
  const pipeline = createPipelineFromOptions({ retryOptions: RETRIES });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: `${audience}/.default` }), {
    phase: 'Sign',
  });
  for (const { policy } of policies) pipeline.addPolicy(policy, { afterPhase: 'Retry' });
  return pipeline;
}

function parsed(text: string, url: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw new AzureNonsense(`${new URL(url).pathname} answered something that is no JSON`, { cause });
  }
}
