import type { DoctorReport } from '../../../doctor/report.ts';
import type { AzureEstate, VaultDeclaration } from '../../../sandbox/estate/azure-estate.ts';
import type { Fault } from '../../../sandbox/faults.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { CLIENT, estate, TENANT } from '../azure/stage.ts';
import { EPOCH, lookAt, openClouds, type Look } from './look.ts';

export const createdAt = addDays(EPOCH, -10);
export const secrets = [{ name: 'a', createdAt }];
const HSM = {
  name: 'hsm-pay',
  region: 'westeurope',
  resourceGroup: 'rg',
  retentionDays: 90,
  purgeProtection: true,
  keys: [{ name: 'k', createdAt, keyType: 'RSA-HSM' as const }],
};

/** Differences from a tenant with one subscription, one vault and one secret. */
export interface AzureScene {
  parts?: Partial<AzureEstate>;
  vaults?: Partial<VaultDeclaration>[];
  config?: Partial<NonNullable<ConfigInput['azure']>>;
  faults?: Fault[];
  look?: Look;
}

/** Opens a sandbox, which the caller closes, and runs the doctor on it. */
export async function lookAtAzure({
  parts,
  vaults = [{ secrets }],
  config,
  faults = [],
  look,
}: AzureScene = {}): Promise<{ sandbox: Sandbox; report: DoctorReport }> {
  const sandbox = await openClouds({ azure: estate(parts, vaults) });
  for (const fault of faults) sandbox.faults.add(fault);
  const azure = { tenantId: TENANT, clientId: CLIENT, ...config };
  return { sandbox, report: await lookAt(sandbox, { azure }, look) };
}

/** A tenant to which every step applies: its subscription also has an HSM and a vault with access policies. */
export function everyStep(): Partial<AzureEstate> {
  const declared = estate({}, [{ secrets }, { name: 'kv-old', access: 'policies', secrets }]);
  return { subscriptions: declared.subscriptions.map((each) => ({ ...each, hsms: [HSM] })) };
}

export function lacksOf({ accounts }: DoctorReport) {
  return accounts.flatMap(({ lacks, sources }) => [...lacks, ...sources.flatMap((source) => source.lacks)]);
}
