import { expect, it } from 'vitest';
import * as z from 'zod';
import { azureOperationActions } from '../../sandbox/azure/azure.ts';
import { gcpOperationPermissions } from '../../sandbox/gcp/gcp.ts';
import { accountKey, type AccountKey } from '../../shared/model/account.ts';
import { targetId, type Scan } from '../../shared/model/target.ts';
import { azureReaderRole, graphPermissions } from '../../shared/sources/azure/permissions.ts';
import { gcpReadPermissions } from '../../shared/sources/gcp/permissions.ts';
import { AZURE_SKCS, AZURE_VERDICTS, SUBSCRIPTIONS, TENANT } from './sandbox-azure.ts';
import { GCP_SKCS, GCP_VERDICTS, SHOP } from './sandbox-gcp.ts';
import type { Stage } from './stage.ts';
import { namesOf, skcsOf, verdictsOf } from './stored.ts';

/** What is held in the other clouds, and what the rules say of it, by account. */
const EXPECTED = [
  ...Object.keys(AZURE_SKCS).map((id) => ({
    key: accountKey('azure', id),
    skcs: AZURE_SKCS[id] ?? [],
    verdicts: AZURE_VERDICTS[id] ?? [],
  })),
  ...Object.keys(GCP_SKCS).map((id) => ({
    key: accountKey('gcp', id),
    skcs: GCP_SKCS[id] ?? [],
    verdicts: GCP_VERDICTS[id] ?? [],
  })),
];

/** Subscriptions, the tenant and projects, as accounts. */
export const OTHER_ACCOUNTS: readonly AccountKey[] = EXPECTED.map(({ key }) => key);

/** After the first run: Azure and Google Cloud were read by the deployed functions as they let themselves be read. */
export function readsTheOtherClouds(at: () => Stage): void {
  it('trusts one role in Azure and Google Cloud, by what skc connect printed, and no other', () => {
    const { azure, gcp } = at().others.trust;
    expect(azure).toMatchObject({
      subject: 'arn:aws:iam::123456789012:role/skc-watch-federation',
      audience: 'api://AzureADTokenExchange',
    });
    expect(gcp).toMatchObject({ awsAccountId: '123456789012', awsRole: 'skc-watch-federation' });
  });

  it('has exactly the SKCs that vaults and projects hold', async () => {
    for (const { key, skcs } of EXPECTED)
      expect({ key, skcs: namesOf(await skcsOf(at().inventory, key)) }).toEqual({
        key,
        skcs: skcs.toSorted(),
      });
  });

  it('judges them as the rules say', async () => {
    for (const { key, verdicts } of EXPECTED)
      expect({ key, verdicts: await verdictsOf(at().inventory, key) }).toEqual({
        key,
        verdicts: verdicts.toSorted(),
      });
  });

  it('reads all but the certificates behind a firewall, and says how they could be reached', async () => {
    const azure = await unread(
      at(),
      [...Object.values(SUBSCRIPTIONS), TENANT].map((id) => accountKey('azure', id)),
    );
    expect(azure).toMatchObject([
      {
        location: 'kv-e2e-shut',
        source: 'azure.key-vault-certificate',
        outcome: 'failed',
        problems: [{ code: 'unreachable', message: expect.stringContaining('in its firewall') }],
      },
    ]);
  });

  it('reads all but the keys whose API is off, and says which command switches it on', async () => {
    const gcp = await unread(
      at(),
      OTHER_ACCOUNTS.filter((key) => key.startsWith('gcp#')),
    );
    expect(gcp).toMatchObject([
      {
        account: `gcp#${SHOP}`,
        source: 'gcp.kms-key',
        outcome: 'failed',
        problems: [
          {
            code: 'SERVICE_DISABLED',
            message: expect.stringContaining(
              `gcloud services enable cloudkms.googleapis.com --project=${SHOP}`,
            ),
          },
        ],
      },
    ]);
    for await (const finding of at().inventory.findings(`gcp#${SHOP}`))
      if (finding.subject.id === targetId(gcp[0] ?? nothing()))
        expect(finding.action).toBe(`Run: gcloud services enable cloudkms.googleapis.com --project=${SHOP}`);
  });

  it('signs in to both by the word of AWS for that role, which its functions take on', async () => {
    const { control } = at().others;
    const counts = await control.calls.counts();
    const federates = ({ operation, body }: { operation: string; body: string }) =>
      operation === 'AssumeRole' && body.includes(encodeURIComponent('role/skc-watch-federation'));
    expect(at().emulators.gate.calls.filter(federates).length).toBeGreaterThanOrEqual(3);
    expect(counts['sts:AssumeRole']).toBeGreaterThanOrEqual(3);
    expect(counts['sts:GetWebIdentityToken']).toBeGreaterThanOrEqual(2);
    expect(counts['entra:Token']).toBeGreaterThanOrEqual(2);
    const given = (await control.gcp())?.tokensGiven;
    expect(given?.federated).toBeGreaterThanOrEqual(2);
    expect(given?.['service-account']).toBe(given?.federated);
  });

  it('called nothing of them that the printed roles do not grant, and nothing that gives a value', async () => {
    const { control, trust } = at().others;
    const calls = await control.calls.list();
    expect(calls.filter(({ valueRead }) => valueRead)).toEqual([]);
    const { actions, dataActions } = azureReaderRole();
    expect(trust.azure.dataActions).toEqual(dataActions);
    expect(trust.gcp.permissions.toSorted()).toEqual(gcpReadPermissions());
    const granted = new Set([...actions, ...dataActions, ...graphPermissions(), ...gcpReadPermissions()]);
    const needed = new Map([...azureOperationActions(), ...gcpOperationPermissions()]);
    const called = new Set(
      calls
        .filter(({ service }) => service !== 'sts' && service !== 'entra')
        .map(({ service, operation }) => `${service}:${operation}`),
    );
    expect(called.size).toBeGreaterThan(15);
    expect([...called].filter((each) => !granted.has(needed.get(each) ?? ''))).toEqual([]);
  });
}

const outputSchema = z.object({ unlisted: z.array(z.unknown()) });

/** After a run during which Azure trusted another role. @param output What the workflow's execution gave. */
export async function knowsWithdrawnTrust(stage: Stage, output: string): Promise<void> {
  expect(outputSchema.parse(JSON.parse(output)).unlisted).toMatchObject([
    {
      cloud: 'azure',
      problem: { code: 'AADSTS700213', message: expect.stringContaining('ARN of the IAM role') },
    },
  ]);
  const accounts = await stage.inventory.accounts();
  const coverage = (cloud: string) =>
    accounts.filter((account) => account.cloud === cloud).map(({ standing }) => standing?.coverage);
  for (const each of coverage('azure')) expect(each).toMatchObject({ complete: 0, denied: each?.planned });
  expect(coverage('gcp')).toMatchObject([{ failed: 0 }, { failed: 1 }]);
  const [vault] = await unread(stage, [accountKey('azure', SUBSCRIPTIONS['pay-prod'])]);
  expect(vault?.problems[0]?.message).toContain('ARN of the IAM role');
}

async function unread({ inventory }: Stage, accounts: readonly AccountKey[]): Promise<Scan[]> {
  const found: Scan[] = [];
  for (const account of accounts)
    for await (const scan of inventory.scans(account)) if (scan.outcome !== 'complete') found.push(scan);
  return found;
}

function nothing(): never {
  throw new Error('everything was read');
}
