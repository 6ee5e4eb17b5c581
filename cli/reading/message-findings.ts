import pLimit from 'p-limit';
import type { InventoryReader } from '../../shared/inventory/contract.ts';
import { shortKey } from '../../shared/inventory/keys.ts';
import { unpackNotified } from '../../shared/messages/notified-entry.ts';
import { ORGANISATION_AUDIENCE, type Audience } from '../../shared/model/audience.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { UsageError } from '../program/usage-error.ts';

const AUDIENCES_AT_ONCE = 8;

/**
 * The findings that a message named, with a line of their own or in a roll-up.
 * @param id `D-` and 8 hexadecimal digits, as at its end.
 * @param countedOnly Only those in roll-ups; all of a message of an older release, which did not keep which they are.
 * @returns whether a finding is one of them.
 * @throws {UsageError} if no audience was sent such a message, or an older release kept no list of its findings.
 */
export async function namedInMessage(
  id: string,
  countedOnly: boolean,
  inventory: Pick<InventoryReader, 'accounts' | 'message' | 'sharedAddresses'>,
): Promise<(finding: Pick<Finding, 'account' | 'subject' | 'rule'>) => boolean> {
  const audiences: Audience[] = [
    ORGANISATION_AUDIENCE,
    ...(await inventory.sharedAddresses()).map(({ audience }) => audience),
    ...(await inventory.accounts()).map(({ key }) => key),
  ];
  const limit = pLimit(AUDIENCES_AT_ONCE);
  const read = await Promise.all(audiences.map((audience) => limit(() => inventory.message(audience, id))));
  const messages = read.filter((message) => message !== undefined);
  if (messages.length === 0)
    throw new UsageError(`no message has the id ${id}`, 'Take the id from the end of the message.');
  const named = messages.flatMap(({ notified }) => notified.map(unpackNotified));
  const counted = named.filter((entry) => entry.counted === true);
  const names = new Set(
    (countedOnly && counted.length > 0 ? counted : named).map(
      ({ account, subject, rule }) => `${account} ${subject} ${rule}`,
    ),
  );
  if (names.size === 0)
    throw new UsageError(
      `the findings of the message ${id} are not known`,
      'It names none, or an older release sent it and kept no list of them.',
    );
  return ({ account, subject, rule }) => names.has(`${account} ${shortKey(subject.id)} ${rule}`);
}
