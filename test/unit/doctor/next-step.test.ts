import { describe, expect, it } from 'vitest';
import { mendOf } from '../../../doctor/aws/next-step.ts';

const collect = {
  accountId: '111111111111',
  partition: 'aws',
  arn: 'arn:aws:sts::111111111111:assumed-role/skc-watch-doctor/x',
};
const member = { identity: collect, accountId: '222222222222', memberRole: 'skc-watch-reader' };

describe('what mends a lack', () => {
  it('is the member template, with that account’s credentials, where the role lets nobody in', () => {
    const mend = mendOf({ permission: 'sts:AssumeRole', state: 'missing', because: 'AccessDenied' }, member);
    expect(mend).toContain('Give account 222222222222 the role skc-watch-reader');
    expect(mend).toContain('--template-file cdk.out/SkcWatchMember.template.json');
    expect(mend).toContain('CollectorAccountId=111111111111');
  });

  it('is the member template again where its role is out of date', () => {
    const mend = mendOf({ permission: 'kms:ListKeys', state: 'missing', because: 'AccessDenied' }, member);
    expect(mend).toContain('up to date');
  });

  it('is whoever keeps the policy that denies', () => {
    const because = 'AccessDenied: … with an explicit deny in a service control policy';
    const mend = mendOf({ permission: 'kms:ListKeys', state: 'denied', because }, member);
    expect(mend).toContain('A service control policy denies kms:ListKeys');
    expect(mend).toContain('expectedUnreadable');
  });

  it('is a deployment where the deployed functions lack something in their own account', () => {
    const own = { ...member, accountId: '111111111111' };
    expect(mendOf({ permission: 'kms:ListKeys', state: 'missing', because: '' }, own)).toContain(
      'npm run deploy',
    );
  });

  it('is a grant to whoever asked from a laptop', () => {
    const arn = 'arn:aws:iam::111111111111:user/ann';
    const own = { ...member, accountId: '111111111111', identity: { ...collect, arn } };
    expect(mendOf({ permission: 'kms:ListKeys', state: 'missing', because: '' }, own)).toBe(
      `Grant kms:ListKeys to ${arn}.`,
    );
  });

  it('is nobody’s to grant where the cloud failed', () => {
    expect(mendOf({ permission: 'kms:ListKeys', state: 'failed', because: 'Throttled' }, member)).toContain(
      'Not a matter of permissions',
    );
  });
});
