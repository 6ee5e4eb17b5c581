import type { InventoriedAccount } from '../../../inventory/contract.ts';
import type { AccountRef } from '../../../model/digest.ts';
import type { Contact } from '../../../model/contact.ts';
import type { Finding } from '../../../model/finding.ts';
import { sanitize } from '../../../model/sanitize.ts';
import type { Run } from '../../../model/run.ts';
import type { Scan, Target } from '../../../model/target.ts';
import { shownAddress } from '../../../contacts/shown-address.ts';
import { compose } from './compose.ts';
import type { Composed } from '../../contract.ts';
import { coverageOf } from './coverage.ts';
import { newsOf, type News } from './news.ts';

export interface DigestInput {
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

/** What one account's contacts are told after a run; nothing when there is no news. */
export function composeDigest(input: DigestInput): Composed | undefined {
  const { account, run } = input;
  const { news, silent } = sift(input.findings, 'account');
  if (news.length === 0) return undefined;
  return compose({
    audience: account.key,
    first: input.first,
    run,
    news,
    silent,
    population: (_account, type) => account.standing?.skcs[type],
    frame: {
      account: accountRef(account),
      contacts: namesOf(input.contacts),
      ...(input.link === undefined ? {} : { link: input.link }),
      coverage: coverageOf(account, input.scans, run, input.accepted ?? (() => undefined)),
    },
  });
}

/** Parts findings into what is news to an audience and what stays open without any. */
export function sift(
  findings: readonly Finding[],
  audience: 'account' | 'organisation',
): { news: News[]; silent: Finding[] } {
  const news: News[] = [];
  const silent: Finding[] = [];
  for (const finding of findings) {
    const each = newsOf(finding, audience);
    if (each !== undefined) news.push(each);
    else if (finding.state === 'open' && finding.excluded === undefined) silent.push(finding);
  }
  return { news, silent };
}

export function accountRef(account: InventoriedAccount): AccountRef {
  const { key, cloud, id, name } = account;
  return { key, cloud, id: sanitize(id, 64), name: sanitize(name, 100) };
}

/** At most eight: who is told matters to the reader, a long list does not. */
export function namesOf(contacts: readonly Contact[]): string[] {
  return contacts.slice(0, 8).map((contact) => sanitize(contact.name ?? shownAddress(contact.address), 80));
}
