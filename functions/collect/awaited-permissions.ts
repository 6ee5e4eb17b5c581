import { addDays } from '../../shared/model/instant.ts';
import { problemKindOf } from '../../shared/model/problem-kind.ts';
import type { Run } from '../../shared/model/run.ts';
import type { Problem, Scan } from '../../shared/model/target.ts';
import type { Source } from '../../shared/sources/contract.ts';
import { isNewPermission } from '../../shared/sources/earlier-permissions.ts';

/**
 * The permissions that a reading role of the previous release cannot have, if a scan lacks nothing else. During the
 * grace period what they would show is unknown, without a finding.
 * @param graceDays Length of the grace period, from the first run of this release.
 * @returns undefined if something else is missing too, or the grace period is over.
 */
export function awaitedPermissions(
  { cloud, problems }: Pick<Scan, 'cloud' | 'problems'>,
  { now, permissionsSince }: Pick<Run, 'now' | 'permissionsSince'>,
  { permissions, tags }: Pick<Source<never>, 'permissions' | 'tags'>,
  graceDays: number,
): string[] | undefined {
  if (permissionsSince === undefined || now >= addDays(permissionsSince, graceDays)) return undefined;
  // Only permissions of the source itself: signing in, for example, is granted in another way.
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
 * Whether the reading role itself lacks it. Our roles and their permissions boundaries deny everything that they do not
 * grant, and AWS names them as the denying policy (IAM user guide, "Troubleshoot access denied error messages").
 */
function isOfRole(problem: Problem): boolean {
  const kind = problemKindOf(problem);
  return kind === 'denied' || (kind === 'policy' && /permissions boundary/i.test(problem.message));
}
