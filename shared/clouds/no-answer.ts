/** How long a call waits before it counts as not answered, in milliseconds. */
export interface CallLimits {
  /** Until the connection is made. */
  connectMs: number;
  /** Until the answer is there as a whole, its body included. */
  answerMs: number;
  /** For a whole sign-in, which may be several calls. */
  signInMs: number;
}

/** A call without an answer is made twice at most, so it ends within 50 seconds, as a sign-in does. */
export const CALL_LIMITS: CallLimits = { connectMs: 5_000, answerMs: 20_000, signInMs: 50_000 };

/** Code of problems for which the cloud gave no answer. */
export const NO_ANSWER = 'NoAnswer';

/** What to do about a call without an answer, in at most 100 characters. */
export const NO_ANSWER_STEP =
  'Check network, proxy, firewall and VPC endpoints on the way to it, then run again.';

const STARTS = 'No answer from ';

/** A service took the call, or not even the connection, and never answered. Signing in again does not help. */
export class NoAnswer extends Error {
  override readonly name = NO_ANSWER;
  /** @param service Its host, or a name for people. It must not have a `cause`: the AWS SDK would try again for it. */
  constructor(service: string, milliseconds: number) {
    super(`${STARTS}${service} within ${milliseconds / 1000} seconds. ${NO_ANSWER_STEP}`);
  }
}

/**
 * What `work` gives, if it comes in time. For libraries that take no time limit.
 * @throws {NoAnswer} after the time; what comes later is ignored.
 */
export async function answeredIn<T>(service: string, milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(service, milliseconds)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The {@link NoAnswer} among an error and its causes, as text. Libraries that sign in keep the message of an error
 * and not its class.
 */
export function noAnswerIn(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each.message.includes(STARTS)) return each.message.slice(each.message.indexOf(STARTS));
  return undefined;
}
