import type { TargetRule } from './contract.ts';
import { notApplicable, passes, unknown } from './outcome.ts';

/**
 * A vault without purge protection: who may purge can destroy for good what was deleted by mistake or in anger, days
 * before anybody misses it. Once per vault. Dated from when it is first seen, since Azure keeps no date of it.
 */
export const notRecoverable: TargetRule = {
  id: 'not-recoverable',
  subject: 'target',
  title: 'What is deleted in it may be lost',
  about:
    'A Key Vault without purge protection: whoever may purge can destroy its secrets, keys and certificates for good at once after a deletion. Said once for the vault, not for each thing in it.',
  judge({ target, scan }, context) {
    if (context.declared(target.source)?.traits.isVault !== true) return notApplicable('It is not a vault.');
    const facts = scan?.facts;
    if (facts === undefined) return unknown([], 'How the vault protects what it holds could not be read.');
    if (facts.softDelete && facts.purgeProtection) return passes([]);
    return {
      verdict: 'fails',
      severity: 'medium',
      dueAt: context.now,
      because: facts.softDelete
        ? 'The vault has no purge protection.'
        : 'The vault has no soft delete: what is deleted in it is gone at once.',
      action: `Switch purge protection on in ${target.location.slice(0, 40)}; it cannot be switched off again.`,
      restsOn: [],
    };
  },
};
