import type { AwsClient, AwsClientClass } from '../../shared/clouds/aws/client.ts';
import { operationOf } from '../../shared/clouds/aws/operation.ts';
import type { AwsSession } from '../../shared/clouds/aws/session.ts';
import type { SampleSession } from '../contract.ts';

/** The sample has enough responses of this operation. Not a failure: no call was made. */
export class SampleComplete extends Error {
  override readonly name = 'SampleComplete';
}

/** Maximum number of calls of one operation per client. */
const CALLS = 5;

/** Names of AWS's pagination tokens. They are removed from responses, so every list ends after its first page. */
const CONTINUATIONS = ['NextToken', 'NextMarker', 'Marker', 'nextToken', 'PaginationToken'];

const answeredBy = new WeakMap<AwsClient, Set<string>>();

/**
 * A session that reads a few SKCs, however many an account has: lists end after one page, and no operation is called
 * more than a few times. Most IAM permissions have the name of their operation (service authorization reference), so a
 * successful call proves its permission.
 */
export function sampleSession(session: AwsSession): SampleSession<AwsSession> {
  const answers = new Set<Set<string>>();
  return {
    session: { ...session, client: (type, region) => sampling(session, type, region, answers) },
    answered: () => new Set([...answers].flatMap((each) => [...each])),
    isIrrelevant: (error) => nameOf(error) === 'SampleComplete' || isOfResource(error),
  };
}

function sampling<Client extends AwsClient>(
  session: AwsSession,
  type: AwsClientClass<Client>,
  region: string,
  answers: Set<Set<string>>,
): Client {
  const client = session.client(type, region);
  const answered = answeredBy.get(client) ?? sampleCalls(client);
  answeredBy.set(client, answered);
  answers.add(answered);
  return client;
}

/** @returns the operations that have succeeded; the set fills as the client is used. */
function sampleCalls({ middlewareStack }: AwsClient): Set<string> {
  const answered = new Set<string>();
  const calls = new Map<string, number>();
  middlewareStack.add(
    (next, context) => async (args) => {
      const operation = operationOf(context);
      const made = calls.get(operation) ?? 0;
      if (made >= CALLS) throw new SampleComplete(`${operation} was called ${made} times`);
      calls.set(operation, made + 1);
      const result = await next(args).catch((error: unknown) => {
        if (isOfResource(error)) answered.add(operation);
        throw error;
      });
      answered.add(operation);
      for (const name of CONTINUATIONS) Reflect.deleteProperty(result.output, name);
      return result;
    },
    { step: 'initialize', name: 'sampleCalls', priority: 'high' },
  );
  return answered;
}

/** Errors about the resource, returned after the permission was checked (IAM user guide, "Policy evaluation logic"). */
const OF_RESOURCE =
  /^(UnsupportedOperation|KMSInvalidState|InvalidState|ResourceNotFound|NotFound|NoSuchEntity)(Exception)?$/;

function isOfResource(error: unknown): boolean {
  return OF_RESOURCE.test(nameOf(error));
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}
