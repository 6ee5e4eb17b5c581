import { afterEach, describe, expect, it } from 'vitest';
import type { Check, DoctorReport } from '../../../doctor/report.ts';
import type { EstateAccount } from '../../../sandbox/estate/estate.ts';
import { generateEstate, MANAGEMENT_ACCOUNT, MEMBER_ROLE } from '../../../sandbox/estate/generate.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { closeClouds, EPOCH, lookAt, openEstate } from '../../bed/doctor/look.ts';

const MEMBER = '200000000001';
const LISTER = { name: 'organisation-lister' };

let sandbox: Sandbox;
afterEach(() => closeClouds(sandbox));

/** Runs the doctor in a member account, which lists the organisation with a role of the management account. */
async function ask(management: Partial<EstateAccount>): Promise<DoctorReport> {
  const estate = generateEstate({ accounts: 2, skcs: 0, seed: 1, epoch: EPOCH });
  const accounts = estate.accounts.map((account) =>
    account.id === MANAGEMENT_ACCOUNT ? { ...account, ...management } : account,
  );
  sandbox = await openEstate({ ...estate, accounts });
  process.env['AWS_ACCESS_KEY_ID'] = MEMBER;
  return lookAt(sandbox, {
    organisation: { roleArn: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/${LISTER.name}` },
    memberRole: MEMBER_ROLE,
  });
}

function verdict({ checks }: DoctorReport): Check | undefined {
  return checks.find(({ about, subject }) => about === 'management account' && subject === about);
}

describe('the management account, which StackSets skip', () => {
  it('is fine with the role', async () => {
    expect(verdict(await ask({ roles: [LISTER, MEMBER_ROLE] }))).toEqual({
      about: 'management account',
      subject: 'management account',
      state: 'fine',
      says: `${MANAGEMENT_ACCOUNT} has the role ${MEMBER_ROLE.name}`,
    });
  });

  it('is wrong without the role, with the command that creates it', async () => {
    const check = verdict(await ask({ roles: [LISTER] }));
    expect(check).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining(
        `${MANAGEMENT_ACCOUNT} has no role ${MEMBER_ROLE.name} that SKC Watch may assume: AccessDenied`,
      ),
    });
    expect(check?.nextStep).toMatch(
      /^StackSets skip this account\. With its credentials: aws cloudformation deploy .*CollectorAccountId=200000000001/,
    );
  });

  it('is wrong with a role that lacks permissions, and names them', async () => {
    const denials = [{ service: 'kms', operations: ['ListKeys'], by: 'identity' as const }];
    const check = verdict(await ask({ roles: [LISTER, MEMBER_ROLE], denials }));
    expect(check).toMatchObject({
      state: 'wrong',
      says: `${MANAGEMENT_ACCOUNT}: its role lacks kms:ListKeys`,
    });
    expect(check?.nextStep).toContain(`Update the role ${MEMBER_ROLE.name} in account ${MANAGEMENT_ACCOUNT}`);
  });
});
