import { sharedAudienceOf } from '../../shared/contacts/shared-addresses.ts';
import { shownAddress } from '../../shared/contacts/shown-address.ts';
import type { ListedAccount, InventorySlice } from '../../shared/inventory/contract.ts';
import { DIGEST_SUBJECT } from '../../shared/messages/kinds/digest/content.ts';
import { digest } from '../../shared/messages/kinds/digest/kind.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { Audience } from '../../shared/model/audience.ts';
import type { Delivery } from '../screen/run-alerts.ts';
import type { OpenedStack } from './open-deployed.ts';

type Opened = Pick<OpenedStack, 'messageLog' | 'ownSubscriptions'> & {
  inventory: InventorySlice<'contacts' | 'sharedAddresses'>;
};

/**
 * What each audience was sent in a deployed run, from the message log and SNS. An account that only shared contacts
 * are notified for is part of their messages and counts as no audience itself.
 */
export async function storedDeliveries(
  accounts: readonly ListedAccount[],
  run: { id: string },
  opened: Opened,
): Promise<Delivery[]> {
  const ofShared: Delivery[] = [];
  for (const { audience } of await opened.inventory.sharedAddresses()) {
    const delivery = await deliveryTo(audience, run, opened);
    // One that is subscribed to its accounts' own topics has no topic here.
    if (delivery.to.length > 0 || delivery.kind === 'not read') ofShared.push(delivery);
  }
  const shared = new Set(ofShared.map(({ audience }) => audience));
  const ofAccounts: Delivery[] = [];
  for (const { key, status } of accounts) {
    if (status !== 'active') continue;
    const delivery = await deliveryTo(key, run, opened);
    if (delivery.to.length > 0 || !(await isAmong(shared, key, opened))) ofAccounts.push(delivery);
  }
  return [...ofAccounts, ...ofShared, await deliveryTo('organisation', run, opened)];
}

/** Whether one of an account's contacts is an audience of its own that was notified. */
async function isAmong(
  shared: ReadonlySet<Audience>,
  account: AccountKey,
  { inventory }: Opened,
): Promise<boolean> {
  const contacts = await inventory.contacts(account);
  return contacts.some(({ address }) => shared.has(sharedAudienceOf(address)));
}

/** The result of the run for one audience, from the message log and SNS. */
async function deliveryTo(
  audience: Audience,
  run: { id: string },
  { messageLog, ownSubscriptions }: Pick<OpenedStack, 'messageLog' | 'ownSubscriptions'>,
): Promise<Delivery> {
  const subscriptions = await ownSubscriptions(audience);
  const to = subscriptions?.confirmed.map(shownAddress) ?? [];
  if (to.length === 0)
    return { audience, to, kind: subscriptions?.unread === undefined ? 'not notified' : 'not read' };
  const last = await messageLog.last({ audience, kind: digest.name, subject: DIGEST_SUBJECT });
  if (last === undefined || last.run.id !== run.id) return { audience, to, kind: 'nothing new' };
  return { audience, to, kind: 'sent', digestId: last.id, messageId: last.messageId };
}
