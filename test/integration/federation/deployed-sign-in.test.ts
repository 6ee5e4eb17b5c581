import { afterEach, describe, expect, it } from 'vitest';
import { signInToAzureSandbox, signInToSandbox } from '../../bed/sandbox/sign-in.ts';
import { deployedAwsSessions } from '../../../functions/runtime/deployed-aws.ts';
import { findAccounts } from '../../../functions/plan/accounts.ts';
import { openFinders } from '../../../functions/plan/finders.ts';
import { generateEstate, MANAGEMENT_ACCOUNT } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { FEDERATION_ROLE } from '../../../shared/clouds/aws/federation.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { CLIENT, EPOCH, estate as azureEstate, TENANT } from '../../bed/azure/stage.ts';
import { AUDIENCE, gcpEstate, gcpProject, SERVICE_ACCOUNT } from '../../bed/gcp/stage.ts';

const ROLE_ARN = `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/${FEDERATION_ROLE}`;

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** Finds the accounts of three clouds as the deployed function does, in an account that has these roles. */
async function found(roles: readonly string[], { clientId }: { clientId?: string } = { clientId: CLIENT }) {
  const estate = generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch: EPOCH });
  const azure = azureEstate();
  const gcp = gcpEstate([gcpProject('pay-prod-1', '100000000001')]);
  sandbox = await startSandbox({
    estate: {
      ...estate,
      accounts: estate.accounts.map((account) =>
        account.id === MANAGEMENT_ACCOUNT
          ? { ...account, roles: [...account.roles, ...roles.map((name) => ({ name }))] }
          : account,
      ),
      azure: { ...azure, federation: { ...azure.federation, subject: ROLE_ARN } },
      gcp: {
        ...gcp,
        workloadIdentity: {
          audience: AUDIENCE,
          serviceAccount: SERVICE_ACCOUNT,
          awsAccountId: MANAGEMENT_ACCOUNT,
          awsRole: FEDERATION_ROLE,
        },
      },
    },
  });
  if (sandbox.azure === undefined) throw new Error('the sandbox serves no Azure');
  signInToSandbox(process.env, sandbox.url);
  signInToAzureSandbox(process.env, sandbox.azure);
  const config = configSchema.parse({
    accounts: [{ id: MANAGEMENT_ACCOUNT }],
    azure: { tenantId: TENANT, clientId },
    gcp: { workloadIdentity: { audience: AUDIENCE }, serviceAccount: SERVICE_ACCOUNT },
  });
  const environment = {
    config,
    region: 'us-east-1',
    home: { partition: 'aws', region: 'us-east-1', accountId: MANAGEMENT_ACCOUNT },
  };
  const calls = new Calls();
  const aws = deployedAwsSessions(environment, calls);
  try {
    return await findAccounts(await openFinders(environment, aws, calls));
  } finally {
    aws.close();
  }
}

describe('the deployed sign-in to other clouds', () => {
  it('uses the one role that Azure and Google Cloud trust', async () => {
    const clouds = await found([FEDERATION_ROLE]);
    expect(
      clouds.map(({ cloud, problem, accounts }) => ({ cloud, problem, accounts: accounts.length })),
    ).toEqual([
      { cloud: 'aws', problem: undefined, accounts: 1 },
      { cloud: 'azure', problem: undefined, accounts: 2 },
      { cloud: 'gcp', problem: undefined, accounts: 1 },
    ]);
    const counts = sandbox.calls.counts();
    expect(counts['sts:GetWebIdentityToken']).toBe(1);
    // One session of the role per cloud, however many tokens are requested.
    expect(counts['sts:AssumeRole']).toBe(2);
  });

  it('reports the next step if that role is missing, and does not stop other clouds', async () => {
    const [aws, azure, gcp] = await found([]);
    expect(aws?.problem).toBeUndefined();
    expect(azure?.problem).toMatchObject({ code: 'WebIdentityTokenRefused' });
    expect(azure?.problem?.message).toContain(`the role ${FEDERATION_ROLE} is missing or does not trust`);
    expect(gcp?.problem).toMatchObject({ operation: 'sts:AssumeRole', code: 'FederationRoleRefused' });
    expect(gcp?.problem?.message).toContain(`the role ${FEDERATION_ROLE} is missing or does not trust`);
  });

  it('to a cloud that cannot be opened at all stops no other, and says what is missing', async () => {
    const [aws, azure, gcp] = await found([FEDERATION_ROLE], {});
    expect(aws?.accounts).toHaveLength(1);
    expect(gcp?.accounts).toHaveLength(1);
    expect(azure?.accounts).toEqual([]);
    expect(azure?.problem?.message).toContain('azure.clientId is missing in the configuration');
    expect(azure?.problem?.remedy).toContain('Check the section azure of skc.config.json');
  });
});
