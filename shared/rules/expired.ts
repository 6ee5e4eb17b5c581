import type { Instant } from '../model/instant.ts';
import type { Fails, MachineMade, SkcRule } from './contract.ts';
import { severityAfter } from './decay.ts';
import { endIsHarmless } from './in-force.ts';
import { knownUnused, stepAfter } from './ladder.ts';
import { beside, byTag, day, notApplicable, passes, unread } from './outcome.ts';
import { nextStep } from './next-step.ts';

/**
 * Past its expiry: `now ≥ expiresAt`, to the second. Steps 0, −1 … −7 daily, then weekly, from 60 days monthly. Critical
 * unless it is known that nothing uses it, then medium; lower once it has been past for long without a sign of use. What
 * is disabled opens no finding, except what its service destroys at the end whether it is enabled or not. Of short-lived
 * credentials that a program made and stopped making, one is reported for all.
 */
export const expired: SkcRule = {
  id: 'expired',
  subject: 'skc',
  judgesEnd: true,
  judgesLifetime: true,
  title: 'Expired',
  wording: { states: 'has expired', past: 'expired' },
  about:
    'It is past its expiry: whatever still uses it fails, or will at the next connection. Critical when something uses it or its use cannot be determined, medium when it is known to be unused, low when a newer one is already valid. What is attached to something stays critical; anything else is at most high after 30 days and low after 180 without a sign of use. Short-lived credentials that a program makes (less than 3 days, three or more alike of one holder) are not reported singly: one low line says that the program has stopped.',
  judgedWhileUnread: true,
  judgesAfterExpiry: true,
  dueAtIsEnd: true,
  replaces: [
    'rotation-failed',
    'rotation-overdue',
    'rotation-off',
    'never-expires',
    'unused',
    'weak-cryptography',
  ],
  judge(skc, context) {
    const hidden = unread(skc, ['expiresAt']);
    if (hidden !== undefined) return hidden;
    if (skc.expiresAt === undefined) return notApplicable('It has no expiry.');
    const harmless = endIsHarmless(skc, context);
    if (harmless !== undefined) return harmless;
    if (context.now < skc.expiresAt) return passes(['expiresAt'], skc.expiresAt);
    const stopped = context.related.siblings?.machineMade?.stopped;
    if (stopped !== undefined) return programStopped(skc.expiresAt, stopped);
    const { severity, because } = severityAfter(skc, skc.expiresAt, context);
    return {
      verdict: 'fails',
      severity,
      dueAt: skc.expiresAt,
      rung: stepAfter(skc.expiresAt, context.now),
      because: `It expired on ${day(skc.expiresAt)}${byTag(skc)}${knownUnused(skc) ? '; nothing uses it' : ''}${beside(skc)}${because}.`,
      action: nextStep('expired', skc, context),
      restsOn: ['expiresAt'],
    };
  },
};

/** It has no ladder: it is said once, for all of them. */
function programStopped(
  expiresAt: Instant,
  { credentials, holders, lastMadeAt }: NonNullable<MachineMade['stopped']>,
): Fails {
  const many = `${holders} principal${holders === 1 ? '' : 's'}`;
  return {
    verdict: 'fails',
    severity: 'low',
    dueAt: expiresAt,
    because: `A program made short-lived credentials for ${many} (${credentials} are listed), the last on ${day(lastMadeAt)} and none since.`,
    action: STEP,
    restsOn: ['expiresAt'],
  };
}

const STEP = 'If the program should still run, find out why it stopped; else delete what it left.';
