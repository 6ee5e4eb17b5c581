import type { Config } from './schema.ts';

/**
 * What keeps the deployed functions from signing in to a cloud that the configuration names: they have nobody's sign-in
 * but the one that the cloud was told to trust. A laptop has its developer's.
 */
export function missingSignIns({ azure, gcp }: Pick<Config, 'azure' | 'gcp'>): string[] {
  const missing: string[] = [];
  if (azure !== undefined && azure.clientId === undefined)
    missing.push(
      'azure.clientId is missing: without it no function signs in to Azure. npx skc connect azure shows the way, or leave azure out.',
    );
  if (gcp !== undefined && gcp.workloadIdentity === undefined)
    missing.push(
      'gcp.workloadIdentity is missing: without it no function signs in to Google Cloud. npx skc connect gcp shows the way, or leave gcp out.',
    );
  return missing;
}
