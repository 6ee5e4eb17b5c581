import type { SkcRule } from './contract.ts';
import { nextStep } from './next-step.ts';
import { notApplicable, passes, trueSince, unknown, unread } from './outcome.ts';

/**
 * The root user has an access key, active or not. The credential report that lists it may be four hours old, so the
 * rule judges the field `privileged`, confirmed by IAM's `GetAccountSummary` (`AccountAccessKeysPresent`).
 */
export const rootAccessKey: SkcRule = {
  id: 'root-access-key',
  subject: 'skc',
  title: 'Root has an access key',
  wording: { states: 'is active' },
  about:
    'An access key of the account’s root user has full access, which no policy of the account can restrict. No task needs one, and AWS recommends having none.',
  // The key must be deleted, not rotated.
  replaces: ['rotation-failed', 'rotation-overdue', 'rotation-off', 'never-expires'],
  judge(skc, context) {
    if (skc.ofRoot !== true) return notApplicable('It is not a key of the root user.');
    const hidden = unread(skc, ['privileged']);
    if (hidden !== undefined) return hidden;
    if (skc.privileged === undefined)
      return unknown(['privileged'], 'It must be confirmed that the key still exists.');
    if (!skc.privileged) return passes(['privileged']);
    return {
      verdict: 'fails',
      severity: 'critical',
      ...trueSince(skc, context),
      because: `The root user has an access key${skc.state === 'suspended' ? ' (inactive)' : ''}.`,
      action: nextStep('root-access-key', skc, context),
      restsOn: ['privileged'],
    };
  },
};
