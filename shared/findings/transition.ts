import type { Fails, Outcome } from '../rules/contract.ts';
import type { Exclusion } from '../config/exclusion-for.ts';
import { canonical } from '../inventory/diff.ts';
import type { AccountKey } from '../model/account.ts';
import { isKnown } from '../model/fields.ts';
import {
  FINDING_STATES,
  type ClosedState,
  type Finding,
  type RuleId,
  type Subject,
} from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import { ATTRIBUTES, type Attributes } from '../model/skc.ts';

/** Enough of a finding's past to see how it came; the table's items stay small. */
const HISTORY_KEPT = 40;

/** What evaluation found out about one rule and subject. */
export type Judged =
  /** Fails: open, or stays open. `stale` when it rests on last known facts. */
  | { is: 'failing'; fails: Fails; stale: boolean }
  /** Neither read nor known to fail: an open finding stays as it is, marked stale. */
  | { is: 'unread' }
  /** No longer fails, or another rule's finding has taken its place. */
  | { is: 'over'; replacedBy?: RuleId | undefined }
  /** The SKC is gone, or its account is left out: neither resolves anything. */
  | { is: 'deleted' | 'excluded' };

/** What follows from a rule over facts that were read; a fact that could not be read resolves nothing. */
export function judgedBy(outcome: Outcome): Judged {
  if (outcome.verdict === 'fails') return { is: 'failing', fails: outcome, stale: false };
  return { is: outcome.verdict === 'unknown' ? 'unread' : 'over' };
}

/** What findings are sorted by and shown with: another one is written without counting as a change of the finding. */
const BESIDE = [
  ...ATTRIBUTES,
  'inUse',
  'weight',
  'dayUnknown',
  'since',
] as const satisfies readonly (keyof Finding)[];

export interface Transition {
  account: AccountKey;
  subject: Subject;
  rule: RuleId;
  judged: Judged;
  now: Instant;
  /** When its target was last read, for the stale mark. */
  lastSeenAt: Instant | undefined;
  exclusion: Exclusion | undefined;
  /** Owner, criticality and environment of the SKC; none of other subjects. */
  attributes: Attributes;
  /** Whether something uses the SKC, where that is known. */
  inUse?: boolean | undefined;
  /** Steps by which the configuration raised or lowered its severity. */
  weight?: number | undefined;
}

/**
 * Pure: the finding that follows from the stored one; the same object if nothing changed, undefined if there is none
 * and none opens. A finding in a state that this version does not know is unchanged.
 */
export function nextFinding(before: Finding | undefined, transition: Transition): Finding | undefined {
  const { judged, now } = transition;
  if (before !== undefined && !isKnown(FINDING_STATES, before.state)) return before;
  if (judged.is === 'failing')
    return before?.state === 'open'
      ? updated(before, judged.fails, transition)
      : opened(before, judged.fails, transition);
  if (before?.state !== 'open') return before;
  if (judged.is === 'unread')
    return replaced(
      before,
      {
        ...before,
        ...attributesAfter(transition),
        stale: staleMark(before, transition, true),
        excluded: exclusionAfter(before, transition),
      },
      now,
    );
  if (judged.is === 'over') return closed(before, now, 'resolved', judged.replacedBy);
  return closed(before, now, judged.is);
}

/** Pure: an open finding closed; one that is closed already stays as it is. */
export function closed(
  before: Finding,
  now: Instant,
  state: ClosedState = 'resolved',
  replacedBy?: RuleId,
): Finding {
  if (before.state !== 'open') return before;
  return replaced(before, { ...before, state, closedAt: now, stale: undefined, replacedBy }, now);
}

function opened(before: Finding | undefined, fails: Fails, transition: Transition): Finding {
  const { account, subject, rule, now, exclusion } = transition;
  const { severity, rung } = fails;
  return {
    account,
    subject,
    rule,
    state: 'open',
    severity,
    ...datesOf(fails),
    rung,
    because: fails.because,
    action: fails.action,
    ...attributesAfter(transition),
    openedAt: now,
    changedAt: now,
    stale: staleMark(undefined, transition, isStale(transition)),
    excluded: exclusion === undefined ? undefined : { ...exclusion, since: now },
    // No message said that it closed, so what earlier ones said of it no longer counts.
    notified: before === undefined || before.state === 'excluded' ? {} : before.notified,
    history: [...(before?.history ?? []), { at: now, state: 'open' as const, severity, rung }].slice(
      -HISTORY_KEPT,
    ),
    revision: (before?.revision ?? 0) + 1,
  };
}

function updated(before: Finding, fails: Fails, transition: Transition): Finding {
  const { subject, now } = transition;
  // Facts of accounts and targets are dated from when they were first seen, which the rule cannot know.
  const dueAt = subject.kind === 'skc' ? fails.dueAt : before.dueAt;
  const restarted = before.rung !== undefined && fails.rung !== undefined && fails.rung > before.rung;
  return replaced(
    before,
    {
      ...before,
      // Members that a newer version added stay.
      subject: { ...before.subject, ...subject },
      severity: fails.severity,
      ...datesOf(fails),
      dueAt,
      rung: fails.rung,
      because: fails.because,
      action: fails.action,
      ...attributesAfter(transition),
      stale: staleMark(before, transition, isStale(transition)),
      excluded: exclusionAfter(before, transition),
      // A new version restarts its ladder, so what was notified of the old one no longer counts.
      notified: restarted ? {} : before.notified,
    },
    now,
  );
}

/** Exclusions end by themselves, also while nothing is read. Members that a newer version added stay. */
function exclusionAfter(before: Finding, { exclusion, now }: Transition): Finding['excluded'] {
  if (exclusion === undefined) return undefined;
  return { ...(before.excluded ?? { since: now }), ...exclusion };
}

function datesOf({ dueAt, dayUnknown, since }: Fails): Pick<Finding, 'dueAt' | 'dayUnknown' | 'since'> {
  return { dueAt, dayUnknown, since };
}

/** All of them, so that one that is no longer known is removed. */
function attributesAfter({
  attributes,
  inUse,
  weight,
}: Transition): Attributes & Pick<Finding, 'inUse' | 'weight'> {
  const named = Object.fromEntries(ATTRIBUTES.map((attribute) => [attribute, attributes[attribute]]));
  return { ...named, inUse, weight: weight === 0 ? undefined : weight };
}

function isStale({ judged }: Transition): boolean {
  return judged.is === 'failing' && judged.stale;
}

function staleMark(
  before: Finding | undefined,
  { now, lastSeenAt }: Transition,
  stale: boolean,
): Finding['stale'] {
  if (!stale) return undefined;
  return before?.stale ?? { since: now, lastSeenAt };
}

/** `after` as the next revision, or `before` itself if they say the same. */
function replaced(before: Finding, after: Finding, now: Instant): Finding {
  if (canonical(after) === canonical(before)) return before;
  const { state, severity, rung } = after;
  const sameFinding =
    canonical({ ...after, ...Object.fromEntries(BESIDE.map((each) => [each, before[each]])) }) ===
    canonical(before);
  const moved = state !== before.state || severity !== before.severity || rung !== before.rung;
  return {
    ...after,
    changedAt: sameFinding ? before.changedAt : now,
    revision: before.revision + 1,
    history: moved
      ? [...before.history, { at: now, state, severity, rung }].slice(-HISTORY_KEPT)
      : before.history,
  };
}
