import type { Contact, TopicSubscriptions } from '../model/contact.ts';
import type { Audience, SharedAudience } from '../model/audience.ts';
import type { ContactChannel } from './channel.ts';
import { sharedAudienceOf } from './shared-addresses.ts';
import { readSubscriptions, type SubscriptionDependencies } from './subscriptions.ts';
import { addressKey } from './topics.ts';

type Dependencies = Pick<SubscriptionDependencies, 'sns' | 'home' | 'config'> & {
  contactsOf(audience: Audience): Promise<readonly Pick<Contact, 'address'>[]>;
};

/**
 * Reads the subscriptions of an audience: those to its own topics, and those of its shared contacts, each of which has
 * its own topic. Every such topic is read once.
 * @returns a function that returns undefined if there is no topic. A topic that cannot be read is among the `unread`,
 *   and takes nothing from the others.
 */
export function audienceSubscriptions(
  channels: readonly ContactChannel[],
  dependencies: Dependencies,
): (audience: Audience) => Promise<TopicSubscriptions | undefined> {
  const shared = new Map<SharedAudience, Promise<TopicSubscriptions | undefined>>();
  const readShared = (audience: SharedAudience) => {
    const reading = shared.get(audience) ?? readSubscriptions(audience, channels, dependencies);
    shared.set(audience, reading);
    return reading;
  };
  return async (audience) => {
    const own = await readSubscriptions(audience, channels, dependencies);
    const there = new Set([...(own?.confirmed ?? []), ...(own?.pending ?? [])].map(addressKey));
    const elsewhere = (await dependencies.contactsOf(audience)).filter(
      ({ address }) => !there.has(addressKey(address)),
    );
    const read = await Promise.all(elsewhere.map(({ address }) => readShared(sharedAudienceOf(address))));
    const reached = [own, ...read].filter((each) => each !== undefined);
    const [first] = reached;
    if (first === undefined) return undefined;
    const unread = reached.flatMap((each) => each.unread ?? []);
    return {
      topicArn: first.topicArn,
      confirmed: reached.flatMap(({ confirmed }) => confirmed),
      pending: reached.flatMap(({ pending }) => pending),
      ...(unread.length === 0 ? {} : { unread }),
    };
  };
}
