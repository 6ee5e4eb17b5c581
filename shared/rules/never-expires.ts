import { cloudStep } from './cloud-step.ts';
import type { SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { day, isUnread, notApplicable, passes, standsSince, unread } from './outcome.ts';
import { unused } from './unused.ts';

/** Credentials that never have an end: what is judged is how old they are. */
const JUDGED_BY_AGE: readonly string[] = ['aws.iam-access-key', 'azure.storage-account-key'];

/** What is no secret and yet stands for ever unless somebody gives it an end. */
const MAY_HAVE_AN_END: readonly string[] = [
  'azure.key-vault-key',
  'azure.managed-hsm-key',
  'azure.entra-application-certificate',
];

/**
 * A standing credential with no end and no rotation. Medium, high if it is privileged or unused (as the rule `unused`
 * says). Not access keys, which always lack an end: that is a fact on their page, and the finding is their age.
 */
export const neverExpires: SkcRule = {
  id: 'never-expires',
  subject: 'skc',
  title: 'It never ends',
  about:
    'A credential with neither an end nor a rotation: once leaked it works for ever. Not meant are access keys and storage account keys (judged by age), KMS keys, and secrets that another service owns and looks after.',
  judge(skc, context) {
    if (JUDGED_BY_AGE.includes(skc.type))
      return notApplicable('Keys of its kind always lack an end: their age is judged.');
    if (skc.kind !== 'secret' && !MAY_HAVE_AN_END.includes(skc.type))
      return notApplicable('Only standing credentials are meant.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const hidden = unread(skc, ['rotationEnabled', 'expiresAt']);
    if (hidden !== undefined) return hidden;
    if (skc.expiresAt !== undefined) return passes(['expiresAt']);
    if (skc.rotationEnabled === true) return passes(['rotationEnabled']);
    const privileged = skc.privileged === true && !isUnread(skc, 'privileged');
    const idle = unused.judge(skc, context).verdict === 'fails';
    const made = skc.createdAt === undefined ? '' : `, since ${day(skc.createdAt)}`;
    return {
      verdict: 'fails',
      severity: privileged || idle ? 'high' : 'medium',
      dueAt: standsSince(skc, context),
      because: `It has no end and no rotation${made}${idle ? ', and nobody uses it' : ''}.`,
      action:
        cloudStep(skc, 'never-expires') ??
        `Open Secrets Manager in ${skc.location} and configure rotation, or delete it if unused.`,
      restsOn: ['expiresAt', 'rotationEnabled'],
    };
  },
};
