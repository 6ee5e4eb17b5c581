import * as z from 'zod';
import { latest } from '../model/instant.ts';
import type { Skc, SkcField } from '../model/skc.ts';
import type { Outcome, SkcContext, SkcRule } from './contract.ts';
import { endIsHarmless } from './in-force.ts';
import { severityByUse, severityOfStep, stepBefore, stepsFor } from './ladder.ts';
import { lifetimeDays, renewalGraceEndsDays } from './lifetime.ts';
import {
  beside,
  byTag,
  day,
  insteadBy,
  isUnread,
  moved,
  notApplicable,
  passes,
  unknown,
  unread,
} from './outcome.ts';
import { nextStep } from './next-step.ts';
import { withSettings } from './settings.ts';

const settings = z.strictObject({
  rungs: z
    .array(z.number().int().min(1).max(365))
    .min(1)
    .default([60, 30, 14, 7, 3, 1])
    .describe('days before expiry at which the finding is reported again, in any order'),
});

/**
 * Its expiry is near: a step is reached (days left ≤ step) until `expiresAt`, from where `expired` applies. Short
 * lifetimes skip the far steps. A certificate that its service renews opens no finding until that service should have
 * renewed it, and none at all where the service gives no day. What is disabled opens no finding, except what its service
 * destroys at the end whether it is enabled or not.
 */
export const expiring: SkcRule = {
  ...withSettings('expiring', settings, judge),
  subject: 'skc',
  judgesEnd: true,
  judgesLifetime: true,
  title: 'Expires soon',
  wording: { states: 'expires', ahead: 'expires', past: 'expired' },
  about:
    'Its expiry is near. By default low from 60 days before, medium from 30, high from 14, critical from 7; one level lower when nothing uses it and its private key never left the service. Short-lived ones skip the steps that are a third of their lifetime or more. Low where a newer one is already valid. What its service renews is not reported until 7 days after the renewal should have started.',
  judgedWhileUnread: true,
  dueAtIsEnd: true,
  // What lives longer than ten years counts as without an end only while its end is far.
  replaces: ['never-expires'],
};

function judge(skc: Skc, context: SkcContext, { rungs }: z.output<typeof settings>): Outcome {
  const hidden = unread(skc, ['expiresAt']);
  if (hidden !== undefined) return hidden;
  const { expiresAt } = skc;
  if (expiresAt === undefined) return notApplicable('It has no expiry.');
  const harmless = endIsHarmless(skc, context);
  if (harmless !== undefined) return harmless;
  if (context.now >= expiresAt) return insteadBy('expired', 'It has expired; see rule `expired`.');

  const lifetime = lifetimeDays(skc);
  const steps = stepsFor(rungs, lifetime);
  const startsAt = moved(expiresAt, -Math.max(...steps));
  const renewedAt = moved(expiresAt, -renewalGraceEndsDays(lifetime, skc));
  const renewerMatters = context.now >= startsAt && context.now < renewedAt;
  if (isUnread(skc, 'renewedBy') && renewerMatters)
    return unknown(['renewedBy'], 'renewedBy could not be read.');

  const byService = skc.renewedBy === 'service' && !isUnread(skc, 'renewedBy');
  if (byService && context.source.traits.renewsSilently === true && skc.renewsDaysBefore === undefined)
    return notApplicable('Its service renews it by itself, on a day that it does not give.');
  const restsOn: SkcField[] = byService ? ['expiresAt', 'renewedBy'] : ['expiresAt'];
  const failsAt = byService ? latest(startsAt, renewedAt) : startsAt;
  const step = stepBefore(expiresAt, steps, context.now);
  if (step === undefined || (failsAt !== undefined && context.now < failsAt)) return passes(restsOn, failsAt);
  const renewal = byService
    ? ', and its service has not renewed it'
    : skc.kind === 'certificate'
      ? ', and it is not renewed automatically'
      : '';
  return {
    verdict: 'fails',
    severity: skc.supersededBy === undefined ? severityByUse(severityOfStep(step), skc) : 'low',
    dueAt: expiresAt,
    rung: step,
    because: `It expires on ${day(expiresAt)}${byTag(skc)}${renewal}${beside(skc)}.`,
    action: nextStep('expiring', skc, context),
    restsOn,
  };
}
