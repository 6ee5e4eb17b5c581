import { createHash } from 'node:crypto';
import { UnreadableItem } from '../../../inventory/entity.ts';
import type { MatchedAttributes } from '../../../contacts/filter-policy-match.ts';
import type { Instant } from '../../../model/instant.ts';
import { deliver, type Delivered, type Delivery, type Sent } from '../../publish.ts';
import type { ComposedDigest } from './compose.ts';
import { DIGEST_SUBJECT, digestSchema, type Digest } from './content.ts';
import { withFacts, type SkcReader } from './facts.ts';
import { digest as kind } from './kind.ts';

export interface DeliveredDigest {
  /** Digests that an earlier run had left unfinished. */
  resumed: Sent[];
  sent: { digest: Digest; messageId: string | undefined } | undefined;
  /** There was news, but the filter policies of all subscriptions drop the message: nothing was sent or marked. */
  filtered: boolean;
}

/** Delivers an audience's digest; see {@link deliver}. */
export async function deliverDigest(
  delivery: Omit<Delivery, 'kind' | 'subject' | 'compose'> & {
    /** @param since The `now` of the run whose digest the audience was sent last; undefined before the first. */
    compose(since: Instant | undefined): Promise<ComposedDigest | undefined>;
    /** Whether a message with these attributes gets through to at least one subscription. */
    letsThrough(attributes: MatchedAttributes): Promise<boolean>;
    /** Reads an SKC that a line is about. */
    readSkc: SkcReader;
  },
): Promise<DeliveredDigest> {
  let filtered = false;
  const { resumed, sent } = await unlessNewer(() =>
    deliver({
      ...delivery,
      kind,
      subject: DIGEST_SUBJECT,
      compose: async (last, givenUp) => {
        const composed = await delivery.compose(last?.now);
        if (composed === undefined) return undefined;
        const { digest, notified } = withIdOfItsOwn(composed, givenUp !== undefined);
        filtered = !(await delivery.letsThrough({ ...kind.open(digest).attributes, kind: kind.name }));
        if (filtered) return undefined;
        const whole = await withFacts({ digest, notified }, delivery.readSkc);
        return { id: digest.id, content: whole.digest, notified };
      },
    }),
  );
  if (sent === undefined) return { resumed, sent, filtered };
  return { resumed, sent: { digest: digestSchema.parse(sent.content), messageId: sent.messageId }, filtered };
}

/**
 * An id is made of what a digest says. One that takes the place of another which may have been received is another
 * message, and may say the same: the run is part of its id too.
 */
function withIdOfItsOwn({ digest, notified }: ComposedDigest, isRepeat: boolean): ComposedDigest {
  if (!isRepeat) return { digest, notified };
  const hash = createHash('sha256').update(`${digest.id} ${digest.run.id}`).digest('hex');
  return { digest: { ...digest, id: `D-${hash.slice(0, 8)}` }, notified };
}

/** A log that only a newer version can read is that version's to continue: nothing is sent, and nothing stops. */
async function unlessNewer(work: () => Promise<Delivered>): Promise<Delivered> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableItem && error.newer) return { resumed: [], sent: undefined };
    throw error;
  }
}
