import { sanitize } from '../model/sanitize.ts';

/** SNS did not take a message. It stays pending in the log: the next run publishes it, under the same id. */
export class NotPublished extends Error {
  override readonly name = 'NotPublished';
  constructor(id: string, topicArn: string, cause: unknown) {
    const reason =
      cause instanceof Error ? sanitize(`${cause.name}: ${cause.message}`, 300) : 'unknown error';
    super(
      `Could not publish message ${id} to ${topicArn}: ${reason}. It is kept and sent, under the same id, by the ` +
        'next run. Check that this role may sns:Publish on the topic and that the topic exists.',
      { cause },
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
