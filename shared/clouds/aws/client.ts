import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentityProvider, MetadataBearer, MiddlewareStack } from '@smithy/types';
import type { Calls } from '../calls.ts';
import { CALL_LIMITS, type CallLimits } from '../no-answer.ts';
import { AnsweringHandler } from './answering-handler.ts';
import { operationOf } from './operation.ts';

/** Configuration of every AWS client: bounded timeouts and a limited number of adaptive retries. */
export interface AwsClientConfig {
  region: string;
  credentials?: AwsCredentialIdentityProvider;
  retryMode: 'adaptive';
  maxAttempts: number;
  requestHandler: NodeHttpHandler;
}

/** The part of an SDK client that this module uses. */
export interface AwsClient {
  // The SDK's stack is generic in the operation types, which are not needed here.
  middlewareStack: MiddlewareStack<object, MetadataBearer>;
  destroy(): void;
}

export type AwsClientClass<Client> = new (config: AwsClientConfig) => Client;

/** @param limits How long a call waits for its connection and its answer. */
export function clientConfig(
  region: string,
  credentials?: AwsCredentialIdentityProvider,
  limits: CallLimits = CALL_LIMITS,
): AwsClientConfig {
  return {
    region,
    ...(credentials === undefined ? {} : { credentials }),
    retryMode: 'adaptive',
    maxAttempts: 6,
    requestHandler: new AnsweringHandler(limits),
  };
}

/** Counts every attempt of a client, as `service:Operation`. */
export function countCalls(client: Pick<AwsClient, 'middlewareStack'>, calls: Calls): void {
  client.middlewareStack.add(
    (next, context) => (args) => {
      calls.add(operationOf(context));
      return next(args);
    },
    { step: 'deserialize', name: 'countCalls', priority: 'high' },
  );
}
