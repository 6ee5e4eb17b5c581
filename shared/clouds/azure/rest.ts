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
import type { CallLimits } from '../no-answer.ts';
import { refusalOf } from './denial.ts';
import { requestPolicies, RETRIES } from './requests.ts';

/** JSON requests to one Azure endpoint (Resource Manager, Microsoft Graph), with responses validated by schema. */
export interface AzureRest {
  /** @param address Path and query, or an absolute URL that the endpoint returned (a next link). */
  get<T>(address: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(address: string, body: object, schema: z.ZodType<T>): Promise<T>;
}

/** A response that is not JSON or not in its documented form. */
export class InvalidAzureAnswer extends Error {
  override readonly name = 'InvalidAzureAnswer';
}

/**
 * Opens an endpoint. Requests throw `RestError` for error responses and {@link InvalidAzureAnswer} for malformed
 * ones.
 * @param how.audience Audience of its tokens. Default: the endpoint.
 * @param how.hostLimit Limits concurrent attempts.
 * @param how.limits How long a request waits for its answer.
 */
export function openRest(
  endpoint: string,
  credential: TokenCredential,
  calls: Calls,
  {
    audience = endpoint,
    ...how
  }: { audience?: string; hostLimit?: PipelinePolicy; limits?: CallLimits } = {},
): AzureRest {
  const client = createDefaultHttpClient();
  const pipeline = pipelineOf(audience, credential, requestPolicies(calls, how));

  async function send<T>(
    method: HttpMethods,
    address: string,
    schema: z.ZodType<T>,
    body?: object,
  ): Promise<T> {
    const url = new URL(address, endpoint).toString();
    // The token is sent to the next link, so the link must stay on this endpoint.
    if (!url.startsWith(`${endpoint}/`))
      throw new InvalidAzureAnswer(`${endpoint} returned a link to another host: ${new URL(url).host}`);
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
      throw new InvalidAzureAnswer(
        `${new URL(url).pathname} returned a response that is not in its documented form: ${checked.error.issues[0]?.message ?? ''} at ${checked.error.issues[0]?.path.join('.') ?? ''}`,
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
    throw new InvalidAzureAnswer(`${new URL(url).pathname} returned a response that is not JSON`, { cause });
  }
}
