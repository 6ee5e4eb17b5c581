import type { SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { nextStep } from './next-step.ts';
import { day, moved, notApplicable, passes, secondAfter, unknown, unread } from './outcome.ts';

const DEFAULT_WINDOW_HOURS = 24;
const GRACE_HOURS = 24;

/**
 * Rotation is on, and the date of the next rotation + its window (24 hours if none is given) + 24 hours has passed,
 * strictly. Secrets Manager shows a failing rotation by a `NextRotationDate` in the past. Google only publishes a
 * message and sets the next date: there the source gives the first date that was not followed by a new version.
 */
export const rotationFailed: SkcRule = {
  id: 'rotation-failed',
  subject: 'skc',
  title: 'Rotation fails',
  wording: { states: 'was not rotated' },
  lasting: { words: 'rotation overdue by # days', from: 'dueAt' },
  about:
    'Automatic rotation is on, but the scheduled date, its window and one more day have passed: rotation attempts fail, or the rotation function no longer exists.',
  judge(skc, context) {
    const hidden = unread(skc, ['rotationEnabled']);
    if (hidden !== undefined) return hidden;
    if (skc.rotationEnabled !== true) return notApplicable('No rotation is configured.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const unreadDates = unread(skc, ['rotationDueAt', 'rotationWindowHours']);
    if (unreadDates !== undefined) return unreadDates;
    if (skc.rotationDueAt === undefined)
      return unknown(['rotationDueAt'], 'Rotation is on, but the date of the next one is not given.');
    const hours = (skc.rotationWindowHours ?? DEFAULT_WINDOW_HOURS) + GRACE_HOURS;
    const deadline = moved(skc.rotationDueAt, hours / 24);
    if (context.now <= deadline) return passes(['rotationEnabled', 'rotationDueAt'], secondAfter(deadline));
    const last =
      skc.lastRotatedAt === undefined ? '' : `; the last rotation was on ${day(skc.lastRotatedAt)}`;
    return {
      verdict: 'fails',
      severity: 'high',
      dueAt: deadline,
      because: `It should have been rotated by ${day(deadline)}${last}.`,
      action: nextStep('rotation-failed', skc, context),
      restsOn: ['rotationEnabled', 'rotationDueAt'],
    };
  },
};
