import { sanitize } from '../model/sanitize.ts';

/** SNS did not take a message, or did not say so. It stays pending in the log under its id. */
export class NotPublished extends Error {
  override readonly name = 'NotPublished';
  /** @param answered False if SNS may have taken it: it was sent, and no answer came. */
  constructor(id: string, topicArn: string, cause: unknown, answered = true) {
    const reason =
      cause instanceof Error ? sanitize(`${cause.name}: ${cause.message}`, 300) : 'unknown error';
    super(
      `Could not publish message ${id} to ${topicArn}: ${reason}. ` +
        (answered
          ? 'It is kept and sent, under the same id, by the next run. Check that this role may sns:Publish on the ' +
            'topic and that the topic exists.'
          : 'SNS may have taken it without its answer arriving, so it is published once more, under the same id, when ' +
            'the lease on it has ended.'),
      { cause },
    );
  }
}

/** A message was published as often as it may be, and SNS answered neither time. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  constructor(id: string, audience: string) {
    super(
      `Message ${id} to ${audience} was published twice, and SNS answered neither time. It is not published again. ` +
        'What it says is not marked as notified, so the next run says it in a message of its own.',
    );
  }
}

/** Other runs kept an audience busy for longer than this one waits. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
  constructor(audience: string) {
    super(
      `Other runs kept sending to ${audience} while this one tried. What they sent is recorded; the rest is news ` +
        'for the next run. Run again once they are done.',
    );
  }
}
