import type {
  CertificateDeclaration,
  Estate,
  EstateAccount,
  SecretDeclaration,
} from '../../../sandbox/estate/estate.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { accountKey, type AccountKey } from '../../../shared/model/account.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import type { Stage } from './stage.ts';

export const EPOCH = '2026-11-21T06:00:00Z';
export const REGION = 'eu-west-1';
export const OWN: AccountKey = 'aws#111111111111';

/** An estate of empty accounts with one region; the first one is the security account. */
export function emptyEstate(accounts: number): Estate {
  const made = generateEstate({ accounts, skcs: 0, seed: 1, epoch: EPOCH });
  for (const account of made.accounts) account.regions = [{ name: REGION, status: 'ENABLED_BY_DEFAULT' }];
  return made;
}

/** The account at a place; its key with it. */
export function accountAt(estate: Estate, index: number): EstateAccount & { key: AccountKey } {
  const account = estate.accounts[index];
  if (account === undefined) throw new Error(`the estate has no account ${index}`);
  return Object.assign(account, { key: accountKey('aws', account.id) });
}

/** Reads every account of the estate, each with its own contact. */
export function configOf(estate: Estate, more: ConfigInput = {}): ConfigInput {
  return {
    organisation: {},
    memberRole: { name: 'skc-watch-reader', externalId: 'skc-sample' },
    alerts: { region: REGION },
    contacts: {
      organisation: [{ address: 'organisation@example.com' }],
      accounts: Object.fromEntries(
        estate.accounts.map(({ id }) => [id, [{ address: `team-${id}@example.com` }]]),
      ),
    },
    ...more,
  };
}

/** A secret with working rotation, without findings. */
export function goodSecret(name: string, facts: Partial<SecretDeclaration> = {}): SecretDeclaration {
  const createdAt = addDays(EPOCH, -100);
  return {
    name,
    region: REGION,
    suffix: 'AbCdEf',
    createdAt,
    rotation: { everyDays: 30, firstAt: addDays(createdAt, 30) },
    uses: { from: createdAt, everyDays: 1 },
    ...facts,
  };
}

/** A certificate that a person must replace, with the given number of days left at the epoch. */
export function importedCertificate(
  domain: string,
  daysLeft: number,
  facts: Partial<CertificateDeclaration> = {},
): CertificateDeclaration {
  return {
    id: `00000000-0000-4000-8000-${String(Math.abs(daysLeft)).padStart(12, '0')}`,
    region: REGION,
    domain,
    type: 'IMPORTED',
    keyAlgorithm: 'RSA_2048',
    createdAt: addDays(EPOCH, daysLeft - 365),
    validDays: 365,
    inUseBy: ['arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/a/1'],
    ...facts,
  };
}

export async function findingsOf(stage: Stage, account: AccountKey): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of stage.database.inventory.findings(account)) found.push(finding);
  return found.toSorted((a, b) => (`${a.rule} ${a.subject.name}` < `${b.rule} ${b.subject.name}` ? -1 : 1));
}

/** `open expiring gateway`: the relevant facts of findings. */
export async function findingLines(stage: Stage, account: AccountKey): Promise<string[]> {
  return (await findingsOf(stage, account)).map(
    ({ state, rule, subject, stale }) =>
      `${stale === undefined ? '' : 'stale '}${state} ${rule} ${subject.name}`,
  );
}

export async function skcsOf(stage: Stage, account: AccountKey): Promise<StoredSkc[]> {
  const found: StoredSkc[] = [];
  for await (const skc of stage.database.inventory.skcs(account)) found.push(skc);
  return found;
}

/** Subjects of the messages on a topic, in order. */
export function subjectsOn(stage: Stage, topic: string): string[] {
  return stage.sandbox.outbox
    .list()
    .filter((message) => message.topic === topic)
    .map((message) => message.subject ?? '');
}
