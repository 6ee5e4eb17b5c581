import type { ListedAccount } from '../../shared/inventory/contract.ts';
import { attributesAt, attributesIn } from '../../shared/model/attributes.ts';
import { isKnown } from '../../shared/model/fields.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Mark } from '../../shared/model/mark.ts';
import { declarationsOf, tagsOf, type Declarations } from '../../shared/sources/declarations.ts';
import { loadDeclarations } from '../../shared/sources/registry.ts';
import type { Unjudged } from '../screen/unjudged.ts';
import {
  asksForTags,
  matchesAccount,
  matchesFinding,
  matchesMarks,
  type Filters,
  type FromTags,
} from './filters.ts';
import type { LeftOut } from './left-out.ts';
import { marksHeld } from './marks.ts';
import { findingsOf } from './stored-findings.ts';
import type { InventorySession } from './with-inventory.ts';

/** Values of `--state`. */
export const FINDING_STATES = ['open', 'resolved', 'deleted', 'all'] as const;
type State = (typeof FINDING_STATES)[number];

/** A finding that matches the filters, with its account. */
export interface ListedFinding {
  finding: Finding;
  account: ListedAccount;
  /**
   * Owner, criticality and environment of its SKC, with its tags if a filter or the CSV asks for them. Otherwise as the
   * finding has them.
   */
  about: FromTags;
  /** Those of its SKC that are in effect. */
  marks: readonly Mark[];
}

/** The findings of all accounts that match the filters. */
export async function* listedFindings(
  reading: InventorySession,
  {
    filters,
    state,
    csv,
    unjudged,
    leftOut,
    isNamed,
  }: {
    filters: Filters;
    state: State;
    csv: boolean;
    unjudged: Unjudged;
    leftOut: LeftOut;
    isNamed: (finding: Finding) => boolean;
  },
): AsyncGenerator<ListedFinding> {
  const asks = csv || asksForTags(filters);
  const now = filters.now ?? reading.now;
  const accounts = (await reading.inventory.accounts()).filter((each) => matchesAccount(filters, each));
  const declared = declarationsOf(await loadDeclarations(asks ? accounts.map(({ cloud }) => cloud) : []));
  for (const account of await leftOut.of(accounts, listedIn)) yield* listedIn(account);

  async function* listedIn(account: ListedAccount): AsyncGenerator<ListedFinding> {
    const tags = asks ? await tagsIn(reading, account, declared) : new Map<string, FromTags>();
    const held = await marksHeld(account.key, now, reading.inventory);
    for await (const finding of findingsOf(reading, account.key, filters.now)) {
      if (!isInState(finding, state) || !isNamed(finding)) continue;
      const marks = finding.subject.kind === 'skc' ? held(finding.subject.id) : [];
      if (!matchesMarks(filters, marks)) continue;
      const fromTags = tags.get(finding.subject.id) ?? { ...attributesIn(finding) };
      const about = { ...fromTags, ...attributesAt(fromTags, marks, now) };
      if (!matchesFinding(filters, finding, about, now)) {
        const isSkc = finding.subject.kind === 'skc';
        unjudged.leftOut(!isSkc || about.tags !== undefined, (rest) =>
          matchesFinding(rest, finding, about, now),
        );
        continue;
      }
      yield { finding, account, about, marks };
    }
  }
}

/** A state that only a newer version knows is listed with what is open: it may need attention. */
function isInState({ state }: Finding, wanted: State): boolean {
  return wanted === 'all' || state === wanted || (wanted === 'open' && !isKnown(FINDING_STATES, state));
}

/** Tags are not stored with findings: filters by them, and CSV, use those of their SKCs. */
async function tagsIn(
  reading: InventorySession,
  account: ListedAccount,
  declared: Declarations,
): Promise<Map<string, FromTags>> {
  const tags = new Map<string, FromTags>();
  for await (const skc of reading.inventory.skcs(account.key))
    tags.set(skc.id, { tags: tagsOf(skc, declared), ...attributesIn(skc) });
  return tags;
}
