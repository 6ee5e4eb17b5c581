import type { NotApplicable, Siblings, SkcRule } from './contract.ts';
import { insteadBy, notApplicable, type JudgedSkc } from './outcome.ts';

type Judging = Pick<
  SkcRule,
  | 'judgesAfterExpiry'
  | 'judgesEnd'
  | 'judgesEveryCopy'
  | 'judgesLifetime'
  | 'followsPrimary'
  | 'reportsMissingLimit'
>;

/**
 * Applies before every rule: an SKC that is gone is not judged, what a replica has from its primary is judged there, a
 * program's short-lived credentials are judged together, and what another service owns is not judged by the rules that
 * the service itself follows. `rotation-failed` applies whoever owns the secret: the service tried, and a person has to
 * look.
 * @param siblings Undefined where a reading alone is judged: a primary then counts as read.
 * @returns why the rule does not apply; undefined when the rule itself must judge.
 */
export function precondition(
  rule: Judging,
  skc: JudgedSkc,
  siblings: Siblings | undefined,
): NotApplicable | undefined {
  const gone = skc.absentAt !== undefined || skc.state === 'destroyed';
  if (gone && destroyedByExpiry(skc)) {
    if (rule.judgesAfterExpiry !== true) return insteadBy('expired', 'It is gone: its own end destroyed it.');
  } else if (gone) {
    return notApplicable(skc.absentAt === undefined ? 'It is destroyed.' : 'It is gone.');
  }
  if (rule.judgesEveryCopy === true) return undefined;
  if (skc.replicaOf !== undefined && siblings?.primary !== 'here' && isOfPrimary(rule, skc))
    return notApplicable(
      siblings?.primary === 'elsewhere'
        ? 'It is a replica: another copy is judged, since its primary was not read.'
        : 'It is a replica: its primary, named in replicaOf, is judged.',
    );
  if (rule.judgesLifetime === true && isJudgedTogether(rule, siblings))
    return notApplicable('A program makes credentials like it all the time: they are judged together.');
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

function isOfPrimary(rule: Judging, skc: JudgedSkc): boolean {
  return rule.followsPrimary === true || (rule.judgesEnd === true && skc.expiresAtFrom === 'tag');
}

/** Only an end can report the one that is judged for all. */
function isJudgedTogether({ judgesAfterExpiry }: Judging, siblings: Siblings | undefined): boolean {
  const machineMade = siblings?.machineMade;
  if (machineMade === undefined) return false;
  return machineMade.stopped === undefined || judgesAfterExpiry !== true;
}
