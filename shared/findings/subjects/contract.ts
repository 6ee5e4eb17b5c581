import type { Config } from '../../config/schema.ts';
import { exclusionFor, type ExcludableFinding } from '../../config/exclusion-for.ts';
import type { InventoryReader } from '../../inventory/contract.ts';
import type { Damage } from '../../inventory/damage.ts';
import { weightOf } from '../../config/weight.ts';
import {
  compareSeverity,
  shiftSeverity,
  type ClosedState,
  type Finding,
  type RuleId,
  type Severity,
  type Subject,
} from '../../model/finding.ts';
import type { Account } from '../../model/account.ts';
import type { Instant } from '../../model/instant.ts';
import type { Mark } from '../../model/mark.ts';
import type { Run, AccountSummary } from '../../model/run.ts';
import type { Attributes } from '../../model/skc.ts';
import type { Context, Need, AccountContacts, Outcome, Rule } from '../../rules/contract.ts';
import { findingName, type AccountState } from '../account-state.ts';
import type { RelatedTo } from '../related/load.ts';
import { nextFinding, type Judged } from '../transition.ts';

/** One account while its findings are judged. */
export interface Review extends AccountState {
  run: Pick<Run, 'id' | 'now'>;
  config: Config;
  context: Context;
  /** What is known beside its SKCs, by need. */
  related: RelatedTo;
  /** Contacts and subscriptions of the account; only the step that reads them knows. */
  subscriptions: Pick<AccountContacts, 'contacts' | 'topic'> | undefined;
  /** Counted along the way. */
  summary: AccountSummary;
  /** SKCs that are privileged or have an open critical finding, by `targetId`. */
  criticalSkcs: Map<string, number>;
  /**
   * False for a finding whose rule, state or kind of subject this version does not know: a newer version wrote it. It is
   * shown and counted apart, never judged, closed or rewritten.
   */
  isKnown: (finding: Pick<Finding, 'rule' | 'state' | 'subject'>) => boolean;
  /** Names what could not be evaluated in the run's summary; it makes the run incomplete. */
  note: Damage['note'];
  /** The rules whose findings no exclusion hides. */
  neverExcluded: ReadonlySet<RuleId>;
}

/** A kind of thing that findings are about. To add one: a file in this folder and a line in `registry.ts`. */
export interface SubjectDefinition {
  /** The word in `finding.subject.kind`. */
  kind: string;
  /** The rules over it. */
  rules: readonly Pick<Rule, 'id' | 'neverExcluded'>[];
  /** What judging it needs beside the subject itself; loaded only where it is judged. */
  needs?: readonly Need[];
  /** Judges the account's things of this kind, one by one, and gives their findings, unchanged ones included. */
  findings(review: Review, store: Pick<InventoryReader, 'skcs'>): AsyncIterable<Finding>;
  /** What becomes of an open finding whose thing is no longer there. Undefined: it stays open as it is. */
  orphaned(finding: Finding, review: Review): ClosedState | undefined;
}

/** What becomes of the findings of an account that is no longer read; undefined for one that is. */
export function endOf({ status }: Pick<Account, 'status'>): 'deleted' | 'excluded' | undefined {
  if (status === 'retired') return 'deleted';
  return status === 'excluded' ? 'excluded' : undefined;
}

/**
 * Names the rules that threw, so that the run ends as incomplete.
 * @param item Sort key of the item that they were given.
 */
export function noteThrown(
  outcomes: readonly { rule: RuleId; outcome: Outcome }[],
  item: string,
  { account, note }: Pick<Review, 'account' | 'note'>,
): void {
  const thrown = outcomes.flatMap(({ rule, outcome }) =>
    outcome.verdict === 'unknown' && outcome.thrown !== undefined ? [`rule ${rule}: ${outcome.thrown}`] : [],
  );
  if (thrown.length > 0)
    note({ account: account.key, item, why: `not evaluated: ${thrown.join('; ')}`, newer: false });
}

/** What one rule said of one thing. */
export interface Judgement {
  subject: Subject;
  rule: RuleId;
  judged: Judged;
  /** When its target was last read, for the stale mark. */
  lastSeenAt: Instant | undefined;
  /** Undefined where they were not read; `{}` where there are none. */
  tags: Readonly<Record<string, string>> | undefined;
  /** Owner, criticality and environment of an SKC; none of other subjects. */
  attributes: Attributes;
  /** Whether something uses the SKC, where that is known. */
  inUse?: boolean | undefined;
}

/**
 * Pure: the finding that follows from a judgement: the very same object when nothing changed, none when none opens. A
 * stored finding with a word that this version does not know is left to the version that wrote it.
 */
export function findingAfter({ subject, tags, ...rest }: Judgement, review: Review): Finding[] {
  const { account, run, config } = review;
  const before = review.findings.get(findingName(subject.id, rest.rule));
  if (before !== undefined && !review.isKnown(before)) return [];
  const weight = weightOf(config, {
    rule: rest.rule,
    neverExcluded: review.neverExcluded.has(rest.rule),
    attributes: rest.attributes,
  });
  const judged = weighed(rest.judged, weight);
  const severity = judged.is === 'failing' ? worstOf(judged, rest.judged) : before?.severity;
  const after = nextFinding(before, {
    ...rest,
    judged,
    weight,
    account: account.key,
    subject,
    now: run.now,
    exclusion:
      severity === undefined
        ? undefined
        : exclusionFor(
            config,
            excludable({ account: account.key, subject, rule: rest.rule, severity }, tags, review),
            run.now,
          ),
  });
  return after === undefined ? [] : [after];
}

/** The judgement with the severity that the configuration gives it. */
function weighed(judged: Judged, weight: number): Judged {
  if (judged.is !== 'failing' || weight === 0) return judged;
  const { fails } = judged;
  return { ...judged, fails: { ...fails, severity: shiftSeverity(fails.severity, weight) } };
}

/** What an exclusion may hide depends on the rule's own severity, which no tag can lower. */
function worstOf(weighted: Judged & { is: 'failing' }, own: Judged): Severity {
  if (own.is !== 'failing') return weighted.fails.severity;
  const [a, b] = [weighted.fails.severity, own.fails.severity];
  return compareSeverity(a, b) >= 0 ? a : b;
}

/** A finding as exclusions see it. */
export function excludable(
  { account, subject, rule, severity }: Pick<Finding, 'account' | 'subject' | 'rule' | 'severity'>,
  tags: Judgement['tags'],
  review: Review,
): ExcludableFinding {
  const { name, type, location } = subject;
  return {
    subject: { account, name, type, location },
    rule,
    neverExcluded: review.neverExcluded.has(rule),
    severity,
    tags,
    marks: exceptionsOf(subject, review),
  };
}

/** What exclusions need of an SKC, whatever the rules ask for: marks of the kind `exception` are exclusions. */
export const EXCLUSION_NEEDS = ['marks'] as const satisfies readonly Need[];

/** All that judging these kinds of subject needs. */
export function needsOf(subjects: readonly SubjectDefinition[]): ReadonlySet<Need> {
  return new Set(subjects.flatMap(({ needs = [] }) => needs));
}

/** Only SKCs have exceptions. */
function exceptionsOf({ kind, id }: Subject, { related }: Review): readonly Mark[] {
  return kind === 'skc' ? (related(id, EXCLUSION_NEEDS).marks ?? []) : [];
}
