import { describe, expect, it } from 'vitest';
import { awaitedPermissions } from '../../../functions/collect/awaited-permissions.ts';
import type { Problem } from '../../../shared/model/target.ts';
import { ssmParameter } from '../../../shared/sources/aws/ssm-parameter.ts';

const SINCE = '2026-11-21T06:00:00Z';
const denied = (action: string, more: Partial<Problem> = {}): Problem => ({
  operation: action,
  code: 'AccessDeniedException',
  message: `no identity-based policy allows the ${action} action`,
  kind: 'denied',
  missingPermission: action,
  ...more,
});
const awaited = (problems: Problem[], now = SINCE, permissionsSince: string | undefined = SINCE) =>
  awaitedPermissions({ cloud: 'aws', problems }, { now, permissionsSince }, ssmParameter, 14);
const NEW = 'ssm:DescribeParameters';

describe('what a scan waits for', () => {
  it('is a permission that is new in this release, each named once', () => {
    expect(awaited([denied(NEW), denied(NEW, { skcs: 3 })])).toEqual([NEW]);
  });

  it('lasts for the grace period and not a second longer', () => {
    expect(awaited([denied(NEW)], '2026-12-05T05:59:59Z')).toEqual([NEW]);
    expect(awaited([denied(NEW)], '2026-12-05T06:00:00Z')).toBeUndefined();
  });

  it('is nothing in a new installation', () => {
    const scan = { cloud: 'aws' as const, problems: [denied(NEW)] };
    expect(awaitedPermissions(scan, { now: SINCE }, ssmParameter, 14)).toBeUndefined();
  });

  it.each([
    ['a permission of before', [denied(NEW), denied('secretsmanager:ListSecrets')]],
    ['a sign-in', [denied('sts:AssumeRole')]],
    [
      'a failure',
      [denied(NEW), { operation: NEW, code: 'TimeoutError', message: 'no answer', kind: 'unreachable' }],
    ],
    [
      'a policy above the account',
      [denied(NEW, { kind: 'policy', message: 'explicit deny in a service control policy' })],
    ],
    ['nothing', []],
  ])('is nothing if it lacks %s', (_what, problems) => {
    expect(awaited(problems)).toBeUndefined();
  });

  it('includes denials by the role’s boundary, which denies what an earlier release did not need', () => {
    expect(
      awaited([denied(NEW, { kind: 'policy', message: 'with an explicit deny in a permissions boundary' })]),
    ).toEqual([NEW]);
  });
});
