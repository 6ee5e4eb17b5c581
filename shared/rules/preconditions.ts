import type { RuleId } from '../model/finding.ts';
import type { NotApplicable } from './contract.ts';
import { notApplicable, type JudgedSkc } from './outcome.ts';

/** What the service that owns a secret or key does by itself. */
const BY_OWNER: readonly RuleId[] = ['never-expires', 'rotation-off', 'rotation-overdue'];

/**
 * Holds for every rule: an SKC that is gone is not judged, a replica is judged by its primary, and what another service
 * owns is not judged by the rules that the service follows itself. `rotation-failed` applies whoever owns the secret:
 * the service tried, and a person has to look.
 * @returns why the rule does not apply; undefined when the rule itself must judge.
 */
export function precondition(rule: RuleId, skc: JudgedSkc): NotApplicable | undefined {
  const gone = skc.absentAt !== undefined || skc.state === 'destroyed';
  if (gone && !(rule === 'expired' && endedByItself(skc)))
    return notApplicable(skc.absentAt === undefined ? 'It is destroyed.' : 'It is gone.');
  // A person's mark concerns this copy, whoever owns it and wherever its primary is.
  if (rule === 'leaked') return undefined;
  if (skc.replicaOf !== undefined)
    return notApplicable('It is a replica: its primary, named in replicaOf, is judged.');
  if (skc.ownedBy === undefined) return undefined;
  if (skc.kind === 'certificate')
    return notApplicable('Another service owns it and looks after it, as ownedBy says.');
  if (BY_OWNER.includes(rule)) return notApplicable('Another service owns and rotates it, as ownedBy says.');
  return undefined;
}

/** Destroyed by its own end: an outage, not a resolution, so it stays expired. */
function endedByItself(skc: JudgedSkc): boolean {
  if (skc.destroysItself !== true || skc.expiresAt === undefined) return false;
  return skc.absentAt === undefined || skc.absentAt >= skc.expiresAt;
}
