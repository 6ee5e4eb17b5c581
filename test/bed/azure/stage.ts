import { signInToAzureSandbox, signInToSandbox } from '../sandbox/sign-in.ts';
import { connectDatabase, type Database } from '../database.ts';
import { collect, type Collected } from '../../../functions/collect/collect.ts';
import type { ListingBudget } from '../../../functions/collect/listing.ts';
import type { AzureEstate, VaultDeclaration } from '../../../sandbox/estate/azure-estate.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { webIdentityIssuer } from '../../../sandbox/aws/web-identity.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { azureFailure } from '../../../shared/clouds/azure/problem.ts';
import { federatedCredential } from '../../../shared/clouds/azure/federated-credential.ts';
import type { AuthorityHost } from '../../../shared/clouds/azure/endpoints.ts';
import { openAzureSessions, type AzureSessions } from '../../../shared/clouds/azure/session.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import type { Instant } from '../../../shared/model/instant.ts';
import { accountKey } from '../../../shared/model/account.ts';
import type { Skc, StoredSkc } from '../../../shared/model/skc.ts';
import type { Target } from '../../../shared/model/target.ts';
import type { AzureSource } from '../../../shared/sources/azure/azure-source.ts';

export const EPOCH = '2026-11-21T06:00:00Z';
export const TENANT = '7f1c0a52-0000-4000-8000-000000000001';
export const CLIENT = '7f1c0a52-0000-4000-8000-0000000000ca';
export const SUBSCRIPTION = 'a0000000-0000-4000-8000-000000000001';

/** A tenant with one subscription, and a test's additions. */
export function estate(
  parts: Partial<AzureEstate> = {},
  vaults: readonly Partial<VaultDeclaration>[] = [],
): AzureEstate {
  return {
    tenantId: TENANT,
    federation: {
      clientId: CLIENT,
      issuer: webIdentityIssuer('111111111111'),
      subject: 'arn:aws:iam::111111111111:role/sandbox',
      audience: 'api://AzureADTokenExchange',
    },
    subscriptions: [
      {
        id: SUBSCRIPTION,
        name: 'pay-prod',
        state: 'Enabled',
        managementGroups: ['root', 'bank'],
        vaults: vaults.map((each) => vault(each)),
        hsms: [],
        storageAccounts: [],
      },
    ],
    applications: [],
    servicePrincipals: [],
    ...parts,
  };
}

export function vault(parts: Partial<VaultDeclaration>): VaultDeclaration {
  return {
    name: 'kv-pay',
    region: 'westeurope',
    resourceGroup: 'rg-pay',
    access: 'rbac',
    retentionDays: 90,
    purgeProtection: true,
    secrets: [],
    keys: [],
    certificates: [],
    ...parts,
  };
}

/** The sandbox's Azure, a federated sign-in to it, and a table to collect into. */
export interface AzureStage {
  azure: AzureEstate;
  /** Points this process at this stage's Azure, after another stage. */
  signIn(): void;
  sandbox: Sandbox;
  sessions: AzureSessions;
  calls: Calls;
  database: Database;
  /** Its table's name. */
  table: string;
  /** Reads one target into the table, like a run at the sandbox's clock. */
  collect(
    source: AzureSource,
    location: string,
    account?: string,
    listingBudget?: ListingBudget,
  ): Promise<Collected>;
  skcs(source: AzureSource, location: string, account?: string): Promise<StoredSkc[]>;
  close(): Promise<void>;
}

const AUTHORITIES: Readonly<Record<NonNullable<AzureEstate['cloud']>, AuthorityHost>> = {
  public: 'https://login.microsoftonline.com',
  'us-government': 'https://login.microsoftonline.us',
  china: 'https://login.partner.microsoftonline.cn',
};

let tables = 0;

/** @param clientId The application that signs in; tests of signing in use one that is not trusted. */
export async function openAzureStage(
  dynalite: string,
  azure: AzureEstate,
  clientId = CLIENT,
): Promise<AzureStage> {
  const sandbox = await startSandbox({
    estate: { ...generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch: EPOCH }), azure },
  });
  if (sandbox.azure === undefined)
    throw new Error('the estate declares an Azure tenant, but the sandbox serves none');
  const { url, azure: served } = sandbox;
  const signIn = () => {
    signInToSandbox(process.env, url);
    signInToAzureSandbox(process.env, served);
  };
  signIn();
  const calls = new Calls();
  const authorityHost = AUTHORITIES[azure.cloud ?? 'public'];
  const sessions = openAzureSessions({
    credential: federatedCredential({
      tenantId: azure.tenantId,
      clientId,
      authorityHost,
      federationIdentity: { region: 'us-east-1', credentials: undefined },
    }),
    authorityHost,
    calls,
  });
  const table = `azure-${(tables += 1)}`;
  const database = await connectDatabase(dynalite, table);
  return {
    azure,
    signIn,
    sandbox,
    sessions,
    calls,
    table,
    ...collecting(database, sessions, () => sandbox.clock.now()),
    close: async () => {
      database.close();
      delete process.env['HTTPS_PROXY'];
      await sandbox.close();
    },
  };
}

/** Reads targets of Azure into a table, like a run at the time of `now`. */
export function collecting(
  database: Database,
  sessions: AzureSessions,
  now: () => Instant,
): Pick<AzureStage, 'database' | 'collect' | 'skcs'> {
  const targetOf = (source: AzureSource, location: string, account: string): Target => ({
    account: accountKey('azure', account),
    cloud: 'azure',
    location,
    source: source.type,
  });
  let runs = 0;
  return {
    database,
    collect: (source, location, account = SUBSCRIPTION, listingBudget) =>
      collect(
        {
          run: { id: `run-${(runs += 1)}`, now: now() },
          target: targetOf(source, location, account),
        },
        {
          inventory: database.inventory,
          source,
          signInOperation: 'Entra sign-in',
          signIn: () => Promise.resolve(sessions.of(account)),
          failure: azureFailure,
          ruleSettings: {},
          listingBudget,
        },
      ),
    skcs: async (source, location, account = SUBSCRIPTION) => {
      const found: StoredSkc[] = [];
      for await (const skc of database.inventory.skcsOf(targetOf(source, location, account))) found.push(skc);
      return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** An SKC by its name; fails if there is none. */
export function named<T extends Skc>(skcs: readonly T[], name: string): T {
  const found = skcs.find((skc) => skc.name === name);
  if (found === undefined) throw new Error(`no SKC ${name} among ${skcs.map((skc) => skc.name).join(', ')}`);
  return found;
}
