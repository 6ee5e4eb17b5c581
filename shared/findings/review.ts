import type { Config } from '../config/schema.ts';
import { FINDING_STATES } from '../model/finding.ts';
import { declarationsOf } from '../sources/declarations.ts';
import { loadDeclarations } from '../sources/registry.ts';
import type { AccountState } from './account-state.ts';
import type { RelatedTo } from './related/load.ts';
import { emptySummary } from './account-summary.ts';
import type { Review, SubjectDefinition } from './subjects/contract.ts';

const STATES: ReadonlySet<string> = new Set(FINDING_STATES);

/** An account's state with all that judging it needs, nothing counted yet. */
export async function reviewOf(
  state: AccountState,
  { run, subscriptions }: Pick<Review, 'run'> & { subscriptions?: Review['subscriptions'] },
  {
    config,
    subjects,
    related,
    note,
  }: {
    config: Config;
    subjects: readonly SubjectDefinition[];
    related: RelatedTo;
    note: Review['note'];
  },
): Promise<Review> {
  const declared = declarationsOf(await loadDeclarations([state.account.cloud]));
  const kinds = new Set(subjects.map(({ kind }) => kind));
  const all = subjects.flatMap((subject) => subject.rules);
  const rules = new Set(all.map(({ id }) => id));
  return {
    ...state,
    run,
    config,
    subscriptions,
    related,
    note,
    context: { now: run.now, settings: config.thresholds, declared },
    summary: emptySummary(run),
    criticalSkcs: new Map(),
    isKnown: ({ rule, state: word, subject }) =>
      rules.has(rule) && STATES.has(word) && kinds.has(subject.kind),
    neverExcluded: new Set(all.filter(({ neverExcluded }) => neverExcluded === true).map(({ id }) => id)),
  };
}
