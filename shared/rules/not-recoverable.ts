import type { TargetRule } from './contract.ts';
import { notApplicable, passes, unknown } from './outcome.ts';

/**
 * A vault without purge protection: anyone with permission to purge can permanently destroy what was deleted by mistake
 * or on purpose, before anybody notices. Reported once per vault. Dated from when it is first seen, since Azure keeps no
 * date of it.
 */
export const notRecoverable: TargetRule = {
  id: 'not-recoverable',
  subject: 'target',
  title: 'Deletions may be permanent',
  wording: { states: 'can be deleted for good' },
  about:
    'A Key Vault without purge protection: anyone with permission to purge can permanently destroy its secrets, keys and certificates right after they are deleted. Reported once for the vault, not for each SKC in it.',
  judge({ target, scan }, context) {
    if (context.declared(target.source)?.traits.isVault !== true) return notApplicable('It is not a vault.');
    const facts = scan?.facts;
    if (facts === undefined) return unknown([], 'The deletion settings of the vault could not be read.');
    if (facts.softDelete && facts.purgeProtection) return passes([]);
    return {
      verdict: 'fails',
      severity: 'medium',
      dueAt: context.now,
      dayUnknown: true,
      because: facts.softDelete
        ? 'The vault has no purge protection.'
        : 'The vault has no soft delete: what is deleted in it cannot be restored.',
      action: `Enable purge protection on ${target.location.slice(0, 40)}; it cannot be disabled again.`,
      restsOn: [],
    };
  },
};
