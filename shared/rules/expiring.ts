import { earliest, latest } from '../model/instant.ts';
import type { SkcField } from '../model/skc.ts';
import type { SkcRule } from './contract.ts';
import { rungBefore, rungsFor, severityByUse, severityOfRung } from './ladder.ts';
import { lifetimeDays, renewalSilenceEndsDays } from './lifetime.ts';
import {
  beside,
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

/**
 * Its end comes near: a rung is crossed (days left ≤ rung; standard 60, 30, 14, 7, 3, 1), up to `expiresAt`, from
 * where `expired` speaks. Short lives skip the far rungs. A certificate that its service renews is silent until that
 * service should have done so. Disabled secrets and certificates do not alarm; disabled key material does.
 */
export const expiring: SkcRule = {
  id: 'expiring',
  subject: 'skc',
  title: 'It ends soon',
  about:
    'Its end comes near. 60 days low, 30 medium, 14 high, 7 and below critical; one lower when nothing uses it and its private key never left the service. Short-lived ones skip the steps of a third of their life and above. Low where a newer one beside it is valid. What its service renews is silent until 7 days after the service should have renewed it.',
  speaksWhileUnread: true,
  judge(skc, context) {
    const hidden = unread(skc, ['expiresAt']);
    if (hidden !== undefined) return hidden;
    const { expiresAt } = skc;
    if (expiresAt === undefined) return notApplicable('It has no end.');
    if (skc.kind !== 'key' && skc.state === 'suspended')
      return notApplicable('It is disabled: nothing can use it.');
    if (skc.deleted === true) return notApplicable('It is deleted; see rule `pending-deletion`.');
    if (context.now >= expiresAt) return insteadBy('expired', 'Already expired; see rule `expired`.');

    const lifetime = lifetimeDays(skc);
    const rungs = rungsFor(context.thresholds.expiringRungsDays(skc.type), lifetime);
    const speaksAt = earliest(...rungs.map((rung) => moved(expiresAt, -rung)));
    if (speaksAt === undefined) return notApplicable('Its type has no ladder.');
    const renewedAt = moved(expiresAt, -renewalSilenceEndsDays(lifetime, skc));
    const renewerMatters = context.now >= speaksAt && context.now < renewedAt;
    if (isUnread(skc, 'renewedBy') && renewerMatters)
      return unknown(['renewedBy'], 'renewedBy could not be read.');

    const byService = skc.renewedBy === 'service' && !isUnread(skc, 'renewedBy');
    const restsOn: SkcField[] = byService ? ['expiresAt', 'renewedBy'] : ['expiresAt'];
    const failsAt = byService ? latest(speaksAt, renewedAt) : speaksAt;
    const rung = rungBefore(expiresAt, rungs, context.now);
    if (rung === undefined || (failsAt !== undefined && context.now < failsAt))
      return passes(restsOn, failsAt);
    const renewal = byService
      ? ', and its service has not renewed it'
      : skc.kind === 'certificate'
        ? ', and nothing renews it by itself'
        : '';
    return {
      verdict: 'fails',
      severity: skc.supersededBy === undefined ? severityByUse(severityOfRung(rung), skc) : 'low',
      dueAt: expiresAt,
      rung,
      because: `It ends on ${day(expiresAt)}${renewal}${beside(skc)}.`,
      action: nextStep('expiring', skc, context),
      restsOn,
    };
  },
};
