import type { SkcRule } from './contract.ts';
import { nextStep } from './next-step.ts';
import { notApplicable, passes, standsSince, unknown, unread } from './outcome.ts';

/**
 * An access key of root exists, active or not. The credential report that lists it may be four hours old, so the fact
 * is the field `privileged`, confirmed by IAM's `GetAccountSummary` (`AccountAccessKeysPresent`).
 */
export const rootAccessKey: SkcRule = {
  id: 'root-access-key',
  subject: 'skc',
  title: 'Root has an access key',
  about:
    'A key of the account’s root user opens everything, and no policy can hold it back. No work needs one: AWS asks that there be none.',
  judge(skc, context) {
    if (skc.ofRoot !== true) return notApplicable('It is not a key of the root user.');
    const hidden = unread(skc, ['privileged']);
    if (hidden !== undefined) return hidden;
    if (skc.privileged === undefined)
      return unknown(['privileged'], 'Whether it is there must be confirmed.');
    if (!skc.privileged) return passes(['privileged']);
    return {
      verdict: 'fails',
      severity: 'critical',
      dueAt: standsSince(skc, context),
      because: `The root user has an access key${skc.state === 'suspended' ? ', inactive' : ''}.`,
      action: nextStep('root-access-key', skc, context),
      restsOn: ['privileged'],
    };
  },
};
