import type { RuleId } from '../model/finding.ts';
import type { NotApplicable } from './contract.ts';
import { notApplicable, type JudgedSkc } from './outcome.ts';

/** What the service that owns a secret or key looks after by itself. */
const OWNERS_CARE: readonly RuleId[] = ['never-expires', 'rotation-off', 'rotation-overdue'];

/**
 * What holds for every rule: what is gone is not judged, a replica is judged as its primary, and what another service
 * owns is labelled rather than complained of. A rotation that *fails* speaks whoever owns the secret: the service
 * tried, and somebody has to look.
 * @returns why the rule does not apply; undefined when the rule itself must judge.
 */
export function precondition(rule: RuleId, skc: JudgedSkc): NotApplicable | undefined {
  const gone = skc.absentAt !== undefined || skc.state === 'destroyed';
  if (gone && !(rule === 'expired' && endedByItself(skc)))
    return notApplicable(skc.absentAt === undefined ? 'It is destroyed.' : 'It is gone.');
  // What a person said of this very copy holds, whoever owns it or judges the others.
  if (rule === 'leaked') return undefined;
  if (skc.replicaOf !== undefined)
    return notApplicable('It is a replica: its primary, named in replicaOf, is judged.');
  if (skc.ownedBy === undefined) return undefined;
  if (skc.kind === 'certificate')
    return notApplicable('Another service owns it and looks after it, as ownedBy says.');
  if (OWNERS_CARE.includes(rule))
    return notApplicable('Another service owns and rotates it, as ownedBy says.');
  return undefined;
}

/** Destroyed by its own end: an outage, not a resolution, so it stays expired. */
function endedByItself(skc: JudgedSkc): boolean {
  if (skc.destroysItself !== true || skc.expiresAt === undefined) return false;
  return skc.absentAt === undefined || skc.absentAt >= skc.expiresAt;
}
