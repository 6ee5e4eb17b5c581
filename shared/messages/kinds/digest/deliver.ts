import { createHash } from 'node:crypto';
import { UnreadableItem } from '../../../inventory/entity.ts';
import type { Instant } from '../../../model/instant.ts';
import { deliver, type Delivered, type Delivery, type Sent } from '../../publish.ts';
import type { ComposedDigest } from './compose.ts';
import { DIGEST_SUBJECT, digestSchema, type Digest } from './content.ts';
import { digest as kind } from './kind.ts';

export interface DeliveredDigest {
  /** Digests that an earlier run had left unfinished. */
  resumed: Sent[];
  sent: { digest: Digest; messageId: string | undefined } | undefined;
}

/** Delivers an audience's digest; see {@link deliver}. */
export async function deliverDigest(
  delivery: Omit<Delivery, 'kind' | 'subject' | 'compose'> & {
    /** @param since The `now` of the run whose digest the audience was sent last; undefined before the first. */
    compose(since: Instant | undefined): Promise<ComposedDigest | undefined>;
  },
): Promise<DeliveredDigest> {
  const { resumed, sent } = await unlessNewer(() =>
    deliver({
      ...delivery,
      kind,
      subject: DIGEST_SUBJECT,
      compose: async (last, givenUp) => {
        const composed = await delivery.compose(last?.now);
        if (composed === undefined) return undefined;
        const { digest, notified } = withIdOfItsOwn(composed, givenUp !== undefined);
        return { id: digest.id, content: digest, notified };
      },
    }),
  );
  if (sent === undefined) return { resumed, sent };
  return { resumed, sent: { digest: digestSchema.parse(sent.content), messageId: sent.messageId } };
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
