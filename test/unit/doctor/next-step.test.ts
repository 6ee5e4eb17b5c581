import { describe, expect, it } from 'vitest';
import { awsNextStep } from '../../../doctor/aws/next-step.ts';
import type { Trouble } from '../../../doctor/contract.ts';

const MEMBER = '222222222222';
const OWN = '111111111111';
const DEPLOYED = `arn:aws:sts::${OWN}:assumed-role/skc-watch-doctor/x`;

function stepFor(
  {
    state,
    permission = 'kms:ListKeys',
    message = 'AccessDenied',
  }: Partial<Trouble> & {
    permission?: string;
    message?: string;
  },
  id = MEMBER,
  arn = DEPLOYED,
): string {
  const problem = { operation: permission, code: 'AccessDenied', message, missingPermission: permission };
  return awsNextStep({ problem, state: state ?? 'missing' }, { id }, [], {
    identity: { accountId: OWN, partition: 'aws', arn },
    config: { memberRole: { name: 'skc-watch-reader' } },
  });
}

describe('the next step for a problem in AWS', () => {
  it('creates the role, with that account’s credentials, if it cannot be assumed', () => {
    const step = stepFor({ permission: 'sts:AssumeRole' });
    expect(step).toContain('Create the role skc-watch-reader in account 222222222222');
    expect(step).toContain('--template-file cdk.out/SkcWatchMember.template.json');
    expect(step).toContain('CollectorAccountId=111111111111');
  });

  it('updates the role if it lacks a permission', () => {
    expect(stepFor({})).toContain('Update the role skc-watch-reader in account 222222222222');
  });

  it('says if the permission is new in this release', () => {
    expect(stepFor({ permission: 'ssm:DescribeParameters' })).toMatch(
      /^ssm:DescribeParameters is new in this release\. Update the role skc-watch-reader/,
    );
    expect(stepFor({})).not.toContain('new in this release');
  });

  it.each([
    ['missing', 'an identity-based policy'],
    ['denied', 'a permissions boundary'],
  ] as const)('updates a role to which access is %s by %s of its own', (state, policy) => {
    const message = `… with an explicit deny in ${policy}`;
    expect(stepFor({ state, message })).toContain('Update the role skc-watch-reader');
  });

  it('removes the deny from the policies of a developer', () => {
    const message = '… with an explicit deny in an identity-based policy';
    const developer = `arn:aws:iam::${OWN}:user/dev`;
    expect(stepFor({ message }, OWN, developer)).toBe(
      `Remove the deny of kms:ListKeys from the policies of ${developer}.`,
    );
    expect(stepFor({}, OWN, developer)).toBe(`Grant kms:ListKeys to ${developer}.`);
  });

  it('asks the owner of the policy that denies', () => {
    const message = '… with an explicit deny in a service control policy';
    const step = stepFor({ state: 'denied', message });
    expect(step).toContain('A service control policy denies kms:ListKeys');
    expect(step).toContain('expectedUnreadable');
  });

  it('changes the policy of the resource if only that denies access', () => {
    const message = '… because no resource-based policy allows the kms:DescribeKey action';
    const step = stepFor({ permission: 'kms:DescribeKey', message });
    expect(step).toContain(
      'Allow kms:DescribeKey for the role skc-watch-reader in the policy of that resource',
    );
  });

  it('is a new deployment in the account of the deployment', () => {
    expect(stepFor({}, OWN)).toBe('Deploy again: npm run deploy');
  });

  it('is a grant if a person is signed in', () => {
    const arn = `arn:aws:sts::${OWN}:assumed-role/Admin/ann`;
    expect(stepFor({}, OWN, arn)).toBe(`Grant kms:ListKeys to ${arn}.`);
  });

  it('is not a grant if the call failed', () => {
    expect(stepFor({ state: 'failed', message: 'Throttled' })).toContain('No permission is missing');
  });
});
