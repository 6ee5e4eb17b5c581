import type { TokenCredential } from '@azure/identity';
import {
  bearerTokenAuthenticationPolicy,
  createEmptyPipeline,
  proxyPolicy,
  setClientRequestIdPolicy,
  userAgentPolicy,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Calls } from '../calls.ts';
import { CALL_LIMITS, type CallLimits } from '../no-answer.ts';
import { limitByHost } from './host-concurrency.ts';
import { operationName } from './operation-name.ts';
import { retrying } from './retries.ts';
import { openTransport } from './transport.ts';

/** Sends a request with a token, and again if that may help. Gives error responses as they are. */
export type Sender = (request: PipelineRequest) => Promise<PipelineResponse>;

/**
 * Opens senders, one for each audience of tokens. All share connections, the limits per host and its budget of retries.
 */
export function openSenders(
  credential: TokenCredential,
  calls: Calls,
  limits: CallLimits = CALL_LIMITS,
): (audience: string) => Sender {
  const client = openTransport(limits);
  // A request that waits to be tried again does not take the place of another.
  const shared = [retrying(), limitByHost()];
  return (audience) => {
    const policies = [
      ...shared,
      setClientRequestIdPolicy(),
      userAgentPolicy(),
      bearerTokenAuthenticationPolicy({ credential, scopes: `${audience}/.default` }),
      countCalls(calls),
      proxyPolicy(),
    ];
    const pipeline = createEmptyPipeline();
    for (const policy of policies) pipeline.addPolicy(policy);
    return (request) => pipeline.sendRequest(client, request);
  };
}

function countCalls(calls: Calls): PipelinePolicy {
  return {
    name: 'countCalls',
    sendRequest(request, next) {
      calls.add(operationName(request.method, request.url));
      return next(request);
    },
  };
}
