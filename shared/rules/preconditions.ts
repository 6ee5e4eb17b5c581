import type { NotApplicable, SkcRule } from './contract.ts';
import { notApplicable, type JudgedSkc } from './outcome.ts';

type Judging = Pick<SkcRule, 'judgesAfterExpiry' | 'judgesEveryCopy' | 'reportsMissingLimit'>;

/**
 * Applies before every rule: an SKC that is gone is not judged, a replica is judged through its primary, and what
 * another service owns is not judged by the rules that the service itself follows. `rotation-failed` applies whoever
 * owns the secret: the service tried, and a person has to look.
 * @returns why the rule does not apply; undefined when the rule itself must judge.
 */
export function precondition(rule: Judging, skc: JudgedSkc): NotApplicable | undefined {
  const gone = skc.absentAt !== undefined || skc.state === 'destroyed';
  if (gone && !(rule.judgesAfterExpiry === true && destroyedByExpiry(skc)))
    return notApplicable(skc.absentAt === undefined ? 'It is destroyed.' : 'It is gone.');
  if (rule.judgesEveryCopy === true) return undefined;
  if (skc.replicaOf !== undefined)
    return notApplicable('It is a replica: its primary, named in replicaOf, is judged.');
  if (skc.ownedBy === undefined) return undefined;
  if (skc.kind === 'certificate') return notApplicable('Another service owns and maintains it; see ownedBy.');
  if (rule.reportsMissingLimit === true)
    return notApplicable('Another service owns and rotates it; see ownedBy.');
  return undefined;
}

function destroyedByExpiry(skc: JudgedSkc): boolean {
  if (skc.destroysItself !== true || skc.expiresAt === undefined) return false;
  return skc.absentAt === undefined || skc.absentAt >= skc.expiresAt;
}
