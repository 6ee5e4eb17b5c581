import { addDays } from '../../shared/model/instant.ts';
import { problemKindOf } from '../../shared/model/problem-kind.ts';
import type { Run } from '../../shared/model/run.ts';
import type { Problem, Scan } from '../../shared/model/target.ts';
import type { Source } from '../../shared/sources/contract.ts';
import { isNewPermission } from '../../shared/sources/earlier-permissions.ts';

/**
 * The permissions that a reading role of the release before cannot have, if they are all that a scan lacks. Until the
 * grace is over it is unknown what they would show, and no finding.
 * @param graceDays Days since the first run of this release.
 * @returns undefined where something else is missing too, or the grace is over.
 */
export function awaitedPermissions(
  { cloud, problems }: Pick<Scan, 'cloud' | 'problems'>,
  { now, permissionsSince }: Pick<Run, 'now' | 'permissionsSince'>,
  { permissions, tags }: Pick<Source<never>, 'permissions' | 'tags'>,
  graceDays: number,
): string[] | undefined {
  if (permissionsSince === undefined || now >= addDays(permissionsSince, graceDays)) return undefined;
  // What the source itself asks for: a sign-in, say, is granted by other means.
  const asked = new Set([
    ...permissions.map(({ action }) => action),
    ...(tags === undefined ? [] : [tags.permission]),
  ]);
  const lacking = problems.map((problem) => (isOfRole(problem) ? problem.missingPermission : undefined));
  const awaited = lacking.filter(
    (action) => action !== undefined && asked.has(action) && isNewPermission(cloud, action),
  );
  if (awaited.length === 0 || awaited.length < lacking.length) return undefined;
  return [...new Set(awaited.filter((action) => action !== undefined))].toSorted();
}

/**
 * Whether the reading role itself lacks it. Our own roles deny whatever they do not grant, and so do their boundaries:
 * AWS then names them as the policy that denies (IAM user guide, "Troubleshoot access denied error messages").
 */
function isOfRole(problem: Problem): boolean {
  const kind = problemKindOf(problem);
  return kind === 'denied' || (kind === 'policy' && /permissions boundary/i.test(problem.message));
}
