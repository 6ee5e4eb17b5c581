import type { InventoryReader } from '../../shared/inventory/contract.ts';
import type { StoredMessage } from '../../shared/inventory/entities/message.ts';
import type { Message } from '../../shared/messages/kinds/contract.ts';
import { kinds } from '../../shared/messages/kinds/registry.ts';
import { ORGANISATION_AUDIENCE, type Audience } from '../../shared/model/audience.ts';
import type { Contact } from '../../shared/model/contact.ts';
import { shownAddress } from '../../shared/contacts/shown-address.ts';
import { matchesAccount, type Filters } from './filters.ts';

/** An audience that receives messages, with its name for people. */
export interface Receiver {
  audience: Audience;
  name: string;
}

/** A message that was sent, or is being sent. */
export interface SentMessage {
  to: Receiver;
  stored: StoredMessage;
  /** Undefined where another version wrote it in a form that this one does not know. */
  message: Message | undefined;
}

/** Messages of every audience, or of one account, the newest first. */
export async function sentMessages(
  inventory: Pick<InventoryReader, 'accounts' | 'sharedAddresses' | 'sentMessages'>,
  filters: Pick<Filters, 'account' | 'cloud'>,
): Promise<SentMessage[]> {
  const all: SentMessage[] = [];
  for (const to of await receiversOf(inventory, filters))
    for await (const stored of inventory.sentMessages(to.audience))
      all.push({ to, stored, message: opened(stored) });
  return all.toSorted(
    (a, b) =>
      b.stored.run.now.localeCompare(a.stored.run.now, 'en') ||
      a.to.audience.localeCompare(b.to.audience, 'en') ||
      b.stored.beganAt.localeCompare(a.stored.beganAt, 'en'),
  );
}

async function receiversOf(
  inventory: Pick<InventoryReader, 'accounts' | 'sharedAddresses'>,
  filters: Pick<Filters, 'account' | 'cloud'>,
): Promise<Receiver[]> {
  const accounts = (await inventory.accounts())
    .filter((account) => matchesAccount(filters, account))
    .map(({ key, name, id }): Receiver => ({ audience: key, name: name || id }));
  if (filters.account !== undefined || filters.cloud !== undefined) return accounts;
  const shared = (await inventory.sharedAddresses()).map(({ audience, address }): Receiver => ({
    audience,
    name: shownAddress(address),
  }));
  return [{ audience: ORGANISATION_AUDIENCE, name: 'organisation' }, ...shared, ...accounts];
}

function opened({ kind, content }: StoredMessage): Message | undefined {
  try {
    return kinds.find(({ name }) => name === kind)?.open(content);
  } catch (error) {
    if (error instanceof Error && error.name === 'ZodError') return undefined;
    throw error;
  }
}

/** The addresses of an audience's contacts as recorded, for people. */
export function addressesOf(contacts: readonly Contact[]): string[] {
  return contacts.map(({ address, name }) =>
    name === undefined ? shownAddress(address) : `${shownAddress(address)} (${name})`,
  );
}
