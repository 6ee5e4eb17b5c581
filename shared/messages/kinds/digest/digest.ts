import type { InventoriedAccount } from '../../../inventory/contract.ts';
import type { AccountRef, Digest } from './content.ts';
import type { Contact } from '../../../model/contact.ts';
import type { Finding } from '../../../model/finding.ts';
import { notifiedKey } from '../../../model/audience.ts';
import { sanitize } from '../../../model/sanitize.ts';
import { addUnknown, type Run } from '../../../model/run.ts';
import type { Scan, Target } from '../../../model/target.ts';
import { shownAddress } from '../../../contacts/shown-address.ts';
import { compose, type ComposedDigest } from './compose.ts';
import { coverageOf } from './coverage.ts';
import { sift } from './news.ts';

/** What is known of the readers besides their addresses. */
export interface Readers {
  /** Of the contacts. */
  timeZones?: readonly string[] | undefined;
  /** Contacts of the organisation, who run SKC Watch; none in their own digest. */
  operators?: readonly Pick<Contact, 'name' | 'address'>[] | undefined;
}

export interface DigestInput extends Readers {
  account: InventoriedAccount;
  run: Pick<Run, 'id' | 'now'>;
  /** All of the account, those that are over included. */
  findings: readonly Finding[];
  scans: readonly Scan[];
  contacts: readonly Contact[];
  /** No digest was ever sent to this account: the message is a summary. */
  first: boolean;
  /** Address of the reports. */
  link?: string | undefined;
  /** Config's reason to expect that a target cannot be read. */
  accepted?: ((target: Target) => string | undefined) | undefined;
}

/** What one account's contacts are sent after a run; nothing when there is no news. */
export function composeDigest(input: DigestInput): ComposedDigest | undefined {
  const { account, run } = input;
  const { news, silent, fromNewerVersion } = sift(input.findings, notifiedKey(account.key), run.now);
  if (news.length === 0) return undefined;
  return compose({
    audience: account.key,
    first: input.first,
    run,
    news,
    silent,
    fromNewerVersion,
    population: (_account, type) => account.standing?.skcs[type],
    accountName: () => account.name,
    isSystemMade: () => account.systemMade === true,
    frame: {
      account: accountRef(account),
      contacts: namesOf(input.contacts),
      ...(input.link === undefined ? {} : { link: input.link }),
      ...readersIn(input),
      ...notComparedIn([account]),
      ...unknownIn([account]),
      coverage: coverageOf(account, input.scans, run, input.accepted ?? (() => undefined)),
    },
  });
}

/** What a digest says for its readers alone: absent where it is not known. */
export function readersIn({
  timeZones = [],
  operators = [],
}: Readers): Pick<Digest, 'timeZones' | 'operators'> {
  return {
    ...(timeZones.length === 0 ? {} : { timeZones: [...timeZones] }),
    ...(operators.length === 0 ? {} : { operators: namesOf(operators) }),
  };
}

export function accountRef(account: InventoriedAccount): AccountRef {
  const { key, cloud, id, name } = account;
  return { key, cloud, id: sanitize(id, 64), name: sanitize(name, 100) };
}

/** Open findings of the accounts that an exclusion by tag could not be compared with, as judging counted them. */
export function notComparedIn(accounts: readonly InventoriedAccount[]): Pick<Digest, 'notCompared'> {
  const notCompared = accounts.reduce((sum, { standing }) => sum + (standing?.notCompared ?? 0), 0);
  return notCompared === 0 ? {} : { notCompared };
}

/** What could not be judged in the accounts; absent where everything was. */
export function unknownIn(accounts: readonly InventoriedAccount[]): Pick<Digest, 'unknown'> {
  const parts = accounts.map(({ standing }) => standing?.unknown).filter((each) => each !== undefined);
  const unknown = parts.reduce(addUnknown, { skcs: 0, byRule: {} });
  return unknown.skcs === 0 ? {} : { unknown };
}

/** At most eight: a longer list is of no use to the reader. */
export function namesOf(contacts: readonly Pick<Contact, 'name' | 'address'>[]): string[] {
  return contacts.slice(0, 8).map((contact) => sanitize(contact.name ?? shownAddress(contact.address), 80));
}
