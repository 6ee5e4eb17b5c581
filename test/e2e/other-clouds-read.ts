import { expect, it } from 'vitest';
import * as z from 'zod';
import { azureOperationActions } from '../../sandbox/azure/azure.ts';
import { gcpOperationPermissions } from '../../sandbox/gcp/gcp.ts';
import { AZURE_STEPS } from '../../shared/clouds/azure/connecting.ts';
import { GCP_STEPS } from '../../shared/clouds/gcp/connecting.ts';
import { accountKey, type AccountKey } from '../../shared/model/account.ts';
import type { Scan } from '../../shared/model/target.ts';
import { azureReaderRole, graphPermissions } from '../../shared/readers/azure/permissions.ts';
import { gcpReadPermissions } from '../../shared/readers/gcp/permissions.ts';
import { AZURE_SKCS, AZURE_VERDICTS, SUBSCRIPTIONS, TENANT } from './sandbox-azure.ts';
import { GCP_SKCS, GCP_VERDICTS, SHOP, SHOP_NUMBER } from './sandbox-gcp.ts';
import { leftOut, NO_CLOCK } from './left-out.ts';
import type { Stage } from './stage.ts';
import { namesOf, skcsOf, verdictsOf } from './stored.ts';

/** The contents of the other clouds, and the expected findings, by account. */
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

/** After the first run: the deployed functions have read Azure and Google Cloud, as far as these permit. */
export function readsTheOtherClouds(at: () => Stage): void {
  it('is trusted by Azure and Google Cloud through one role, as skc connect printed it, and no other', () => {
    const { azure, gcp } = at().others.trust;
    expect(azure).toMatchObject({
      subject: 'arn:aws:iam::123456789012:role/skc-watch-federation',
      audience: 'api://AzureADTokenExchange',
    });
    expect(gcp).toMatchObject({ awsAccountId: '123456789012', awsRole: 'skc-watch-federation' });
  });

  it('has exactly the SKCs of vaults and projects', async () => {
    for (const { key, skcs } of EXPECTED)
      expect({ key, skcs: namesOf(await skcsOf(at().inventory, key)) }).toEqual({
        key,
        skcs: skcs.toSorted(),
      });
  });

  it('has the expected findings for them', async () => {
    for (const { key, verdicts } of EXPECTED)
      expect({ key, verdicts: await verdictsOf(at().inventory, key) }).toEqual({
        key,
        verdicts: verdicts.toSorted(),
      });
  });

  it('reads everything except the certificates behind a firewall, and says how to reach them', async () => {
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

  it('reads everything except the keys whose API is disabled, and says which command enables it', async () => {
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
              `gcloud services enable cloudkms.googleapis.com --project=${SHOP_NUMBER}`,
            ),
          },
        ],
      },
    ]);
    const actions: string[] = [];
    for await (const { rule, action } of at().inventory.findings(`gcp#${SHOP}`))
      if (rule === 'target-unreadable') actions.push(action);
    expect(actions).toEqual([`Run: gcloud services enable cloudkms.googleapis.com --project=${SHOP_NUMBER}`]);
  });

  it('signs in to both with that AWS role, which its functions assume', async () => {
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

  it('calls nothing in them that the printed roles do not grant, and nothing that returns a value', async () => {
    const { control, trust } = at().others;
    const calls = await control.calls.list();
    expect(calls.filter(({ valueRead }) => valueRead)).toEqual([]);
    const { actions, dataActions } = azureReaderRole();
    expect(trust.azure.dataActions).toEqual(dataActions);
    expect(trust.gcp.permissions.toSorted()).toEqual(gcpReadPermissions({ assetInventory: true }));
    const granted = new Set([
      ...actions,
      ...dataActions,
      ...graphPermissions(),
      ...gcpReadPermissions({ assetInventory: true }),
    ]);
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

/** While both clouds trust the role. */
export function areSeenByTheDoctor(at: () => Stage): void {
  it('shows with skc doctor which steps of connecting the other clouds are done, and what is denied', async () => {
    const ran = await at().skc('--stack', 'SkcWatch', 'doctor');
    expect(ran).toMatchObject({ code: 3 });
    const { stdout } = ran;
    for (const step of [AZURE_STEPS.tokens, AZURE_STEPS.trust, AZURE_STEPS.read, AZURE_STEPS.graph])
      expect(stdout).toContain(`ok       connecting Azure, ${step}: `);
    expect(stdout).toContain(`granted  pay-prod (${SUBSCRIPTIONS['pay-prod']}): `);
    expect(stdout).toContain(`failed   shop-prod (${SUBSCRIPTIONS['shop-prod']})`);
    expect(stdout).toContain('Allow the collector’s address in the vault’s firewall');
    for (const step of [GCP_STEPS.pool, GCP_STEPS.account, GCP_STEPS.readOrganisation])
      expect(stdout).toContain(`ok       connecting Google Cloud, ${step}: `);
    expect(stdout).toContain(
      `wrong    connecting Google Cloud, ${GCP_STEPS.api}: APIs are disabled in ${SHOP}`,
    );
  });
}

/** After a run with the configuration that `skc connect gcp` prints, unlike the first one. */
export function readsTheAssetInventory(at: () => Stage): void {
  it('has the same SKCs of Google Cloud when it reads the asset inventory, whichever APIs are enabled', async () => {
    const { inventory, others } = at();
    expect((await others.control.calls.counts())['cloudasset:ListAssets']).toBeGreaterThanOrEqual(2);
    for (const id of Object.keys(GCP_SKCS)) {
      const key = accountKey('gcp', id);
      expect(namesOf(await skcsOf(inventory, key))).toEqual(GCP_SKCS[id]?.toSorted());
      expect((await inventory.account(key))?.standing?.coverage).toMatchObject({ failed: 0, denied: 0 });
    }
  });
}

const outputSchema = z.object({ unlisted: z.array(z.unknown()) });

/** After the clock has moved by 25 hours; the functions of the last run are still warm. */
export function losesAzureWithItsTrust(at: () => Stage): void {
  it('reports Azure’s error once it trusts another role, and reads the other clouds completely', async ({
    annotate,
  }) => {
    const { emulators, others, workflow, inventory } = at();
    if (emulators.clocks === undefined || others.clock === undefined)
      return leftOut(annotate, `a sign-in that ends while functions stay warm: ${NO_CLOCK}`);
    const tenant = accountKey('azure', TENANT);
    expect((await inventory.account(tenant))?.standing?.coverage).toMatchObject({ planned: 2, complete: 2 });
    others.withdraw();
    // Tokens of the last run are valid for an hour.
    await others.clock.moveTo(27, `${others.url}/_sandbox/health`);
    await emulators.clocks.deployed.moveTo(27, `${emulators.deployed.url}/_ministack/health`);
    const ended = await workflow.end(await workflow.start());
    expect(ended).toMatchObject({ status: 'SUCCEEDED' });
    expect(outputSchema.parse(JSON.parse(ended.output)).unlisted).toMatchObject([
      {
        cloud: 'azure',
        problem: { code: 'AADSTS700213', message: expect.stringContaining('ARN of the IAM role') },
      },
    ]);
    for (const { cloud, name, standing } of await inventory.accounts()) {
      const { planned, complete, denied } = standing?.coverage ?? nothing(name);
      const isShut = cloud === 'azure' || name === 'shut';
      expect({ name, complete, denied }).toEqual({
        name,
        complete: isShut ? 0 : planned,
        denied: isShut ? planned : 0,
      });
    }
    for await (const { problems } of inventory.scans(tenant))
      expect(problems).toMatchObject([{ operation: 'Entra sign-in', code: 'AADSTS700213' }]);
    const { stdout } = await at().skc('--stack', 'SkcWatch', 'doctor');
    expect(stdout).toContain(`wrong    connecting Azure, ${AZURE_STEPS.trust}: `);
  });
}

async function unread({ inventory }: Stage, accounts: readonly AccountKey[]): Promise<Scan[]> {
  const found: Scan[] = [];
  for (const account of accounts)
    for await (const scan of inventory.scans(account)) if (scan.outcome !== 'complete') found.push(scan);
  return found;
}

function nothing(name: string): never {
  throw new Error(`no run has recorded ${name}`);
}
