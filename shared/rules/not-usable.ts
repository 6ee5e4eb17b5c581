import type { Skc } from '../model/skc.ts';
import type { Outcome, SkcContext, SkcRule } from './contract.ts';
import {
  firstSeen,
  insteadBy,
  isUnread,
  notApplicable,
  passes,
  unknown,
  unread,
  type JudgedSkc,
} from './outcome.ts';
import { isInUse } from './use.ts';

type Unusable = NonNullable<Skc['unusable']>;

/**
 * Its cloud says that it cannot do its work. Critical if something uses it now or used it within 30 days (to the second
 * included), else medium. A certificate that was revoked, is inactive or was never issued matters only to what uses it:
 * not applicable where nothing does, unknown where its use could not be read. Material that ended has rule `expired`.
 */
export const notUsable: SkcRule = {
  id: 'not-usable',
  subject: 'skc',
  title: 'Cannot be used',
  wording: { states: 'cannot be used', past: 'cannot be used since' },
  about:
    'Its cloud says that it cannot do its work: a certificate in use that was revoked, is inactive or was never issued; a key whose store is not connected or whose material was deleted; a replication that failed. Critical when something uses it or did within 30 days.',
  dueAtIsEnd: true,
  judge(skc, context) {
    const hidden = unread(skc, ['unusable']);
    if (hidden !== undefined) return hidden;
    if (skc.unusable === undefined) return passes(['unusable']);
    if (skc.expiresAt !== undefined && skc.expiresAt <= context.now && !isUnread(skc, 'expiresAt'))
      return insteadBy('expired', 'It has expired; see rule `expired`.');
    return judgeUnusable(skc, skc.unusable, context);
  },
};

function judgeUnusable(skc: JudgedSkc, why: Unusable, context: SkcContext): Outcome {
  if (skc.kind === 'certificate' && context.source.traits.lastUse === 'in-use') {
    if (isUnread(skc, 'inUse')) return unknown(['inUse'], 'inUse could not be read.');
    if (skc.inUse === undefined) return unknown(['inUse'], 'Its cloud did not say whether anything uses it.');
    if (!skc.inUse && (skc.exported !== true || why === 'not-issued'))
      return notApplicable('Nothing uses it.');
  } else if (why === 'not-issued' && skc.inUse !== true) {
    return notApplicable('Nothing uses it.');
  }
  const { because, action } = WORDS[why];
  return {
    verdict: 'fails',
    severity: isInUse(skc, context) === true ? 'critical' : 'medium',
    ...firstSeen(skc, context),
    because,
    action: context.source.nextSteps['not-usable']?.(skc) ?? action,
    restsOn: ['unusable'],
  };
}

const WORDS: Readonly<Record<Unusable, { because: string; action: string }>> = {
  revoked: {
    because: 'It was revoked, so clients refuse it whatever its end.',
    action: 'Issue a new certificate and install it wherever this one is used.',
  },
  inactive: {
    because: 'Its service says that it is inactive.',
    action: 'Issue a new certificate and install it wherever this one is used.',
  },
  'not-issued': {
    because: 'Its service did not issue it, and something uses it.',
    action: 'Request it again, complete the validation, and install it where this one is used.',
  },
  unavailable: {
    because: 'Its key store is not available, so nothing can be encrypted or decrypted with it.',
    action: 'Reconnect its key store, then check that the key is enabled.',
  },
  'material-deleted': {
    because: 'Its key material was deleted, so nothing can be encrypted or decrypted with it.',
    action: 'Import the same key material again: without it, what was encrypted cannot be read.',
  },
  'replication-failed': {
    because: 'Its replication to another location failed, so copies are missing or out of date.',
    action: 'Find out in its console why the replication failed, then replicate it again.',
  },
};
