import { sanitize } from '../model/sanitize.ts';

/** SNS did not take a digest. It stays pending in the ledger: the next run publishes it, under the same id. */
export class NotPublished extends Error {
  override readonly name = 'NotPublished';
  readonly digest: string;
  constructor(digest: string, topicArn: string, cause: unknown) {
    const reason =
      cause instanceof Error ? sanitize(`${cause.name}: ${cause.message}`, 300) : 'unknown error';
    super(
      `Could not publish digest ${digest} to ${topicArn}: ${reason}. It is kept and goes out, under the same id, ` +
        'with the next run: see that this role may sns:Publish on the topic and that the topic exists.',
      { cause },
    );
    this.digest = digest;
  }
}

/** Another run holds the digest of an audience and neither finished nor let go of it in time. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
  constructor(audience: string) {
    super(
      `Other runs kept delivering to ${audience} while this one tried. What they sent is recorded; what they did ` +
        'not tell is news for the next run: run again once they are done.',
    );
  }
}
