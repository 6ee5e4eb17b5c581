import { earliest, latest, type Instant } from '../model/instant.ts';
import type { Skc, SkcField } from '../model/skc.ts';
import type { Outcome, SkcContext, SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { nextStep } from './next-step.ts';
import {
  day,
  moved,
  notApplicable,
  passes,
  secondAfter,
  unknown,
  unread,
  type JudgedSkc,
} from './outcome.ts';

const DEFAULT_WINDOW_HOURS = 24;
const GRACE_HOURS = 24;

/**
 * Rotation is on and broke off. Either the date of the next rotation + its window (24 hours if none is given) + 24 hours
 * has passed, strictly; or, where the owner's code rotates (`schedule`), the last rotation is longer ago than period +
 * window + 24 hours although the next date lies ahead or a version is left pending: a date ahead proves nothing, since
 * the service moves it on after a failure. Without a rotation so far it counts from when rotation was first seen on;
 * where that is not known either, the verdict is `unknown`. Rotation that was off in between counts from when it was
 * seen on again, unless a version is pending. A cron schedule has no period: its dates alone are judged.
 *
 * Secrets Manager shows a failing rotation by a `NextRotationDate` in the past. Google only publishes a message and sets
 * the next date: there the source gives the first date that was not followed by a new version.
 */
export const rotationFailed: SkcRule = {
  id: 'rotation-failed',
  subject: 'skc',
  followsPrimary: true,
  judgesLifetime: true,
  title: 'Rotation fails',
  wording: { states: 'was not rotated' },
  lasting: { words: 'rotation overdue by # days', from: 'dueAt' },
  about:
    'Automatic rotation is on, but the scheduled date, its window and one more day have passed, or the last rotation is longer ago than that although the next date lies ahead: rotation attempts fail, or the rotation function no longer exists.',
  judge(skc, context) {
    const hidden = unread(skc, ['rotationEnabled']);
    if (hidden !== undefined) return hidden;
    if (skc.rotationEnabled !== true) return notApplicable('No rotation is configured.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const unreadDates = unread(skc, ['rotationDueAt', 'rotationWindowHours']);
    if (unreadDates !== undefined) return unreadDates;
    const missed = deadlineOfDate(skc);
    if (missed !== undefined && context.now > missed) return failed(skc, missed, ['rotationDueAt'], context);
    if (context.source.traits.rotation.by === 'schedule' && skc.rotationPeriodDays !== undefined)
      return judgePeriod(skc, skc.rotationPeriodDays, missed, context);
    if (missed === undefined)
      return unknown(['rotationDueAt'], 'Rotation is on, but the date of the next one is not given.');
    return passes(['rotationEnabled', 'rotationDueAt'], secondAfter(missed));
  },
};

/** The last moment at which the next rotation may happen by its date. */
function deadlineOfDate(skc: Skc): Instant | undefined {
  return skc.rotationDueAt === undefined ? undefined : moved(skc.rotationDueAt, graceDays(skc));
}

function graceDays({ rotationWindowHours }: Skc): number {
  return ((rotationWindowHours ?? DEFAULT_WINDOW_HOURS) + GRACE_HOURS) / 24;
}

/** By the time since the last rotation; its date has not passed. */
function judgePeriod(
  skc: JudgedSkc,
  periodDays: number,
  missed: Instant | undefined,
  context: SkcContext,
): Outcome {
  const hidden = unread(skc, ['lastRotatedAt', 'rotationPeriodDays', 'rotationPending']);
  if (hidden !== undefined) return hidden;
  const wholeDays = periodDays + graceDays(skc);
  const from = countedFrom(skc);
  if (from === undefined) {
    const young = youngUntil(skc, wholeDays);
    if (young !== undefined && context.now <= young && skc.rotationDueAt !== undefined)
      return passes(['rotationEnabled', 'rotationDueAt']);
    return unknown(
      ['rotationSeenAt'],
      'Neither its last rotation nor the day on which rotation was first seen on is known.',
    );
  }
  const deadline = moved(from, wholeDays);
  const breaksOff = skc.rotationPending === true || (skc.rotationDueAt ?? '') > deadline;
  if (context.now > deadline && breaksOff) return failed(skc, deadline, ['lastRotatedAt'], context);
  if (skc.rotationDueAt === undefined)
    return unknown(['rotationDueAt'], 'Rotation is on, but the date of the next one is not given.');
  return passes(
    ['rotationEnabled', 'rotationDueAt', 'lastRotatedAt'],
    nextFailure(breaksOff ? deadline : undefined, missed),
  );
}

function nextFailure(deadline: Instant | undefined, missed: Instant | undefined): Instant | undefined {
  const first = earliest(deadline, missed);
  return first === undefined ? undefined : secondAfter(first);
}

/**
 * The last rotation, or since when rotation is known to be on. A rotation from before it was off for a time proves
 * nothing, except that a version which is pending since was not finished.
 */
function countedFrom(skc: JudgedSkc): Instant | undefined {
  const { lastRotatedAt, rotationPending, discoveredAt } = skc;
  const seenAt = skc.rotationSeenAt ?? skc.changedAt ?? discoveredAt;
  if (lastRotatedAt === undefined) return seenAt;
  const wasOff =
    skc.rotationSeenAt !== undefined && discoveredAt !== undefined && skc.rotationSeenAt > discoveredAt;
  return wasOff && rotationPending !== true ? latest(lastRotatedAt, skc.rotationSeenAt) : lastRotatedAt;
}

/** A secret or version that is younger than a period cannot be late, whenever rotation was switched on. */
function youngUntil(skc: Skc, days: number): Instant | undefined {
  const born = latest(
    unread(skc, ['createdAt']) === undefined ? skc.createdAt : undefined,
    unread(skc, ['versionCreatedAt']) === undefined ? skc.versionCreatedAt : undefined,
  );
  return born === undefined ? undefined : moved(born, days);
}

function failed(skc: Skc, deadline: Instant, restsOn: readonly SkcField[], context: SkcContext): Outcome {
  const { lastRotatedAt, rotationPending } = skc;
  const last = lastRotatedAt === undefined ? '' : `; the last rotation was on ${day(lastRotatedAt)}`;
  const pending = rotationPending === true ? ', and a version of a later one is left pending' : '';
  return {
    verdict: 'fails',
    severity: 'high',
    dueAt: deadline,
    because: `It should have been rotated by ${day(deadline)}${last}${pending}.`,
    action: nextStep('rotation-failed', skc, context),
    restsOn: ['rotationEnabled', ...restsOn],
  };
}
