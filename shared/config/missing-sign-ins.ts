import type { Config } from './schema.ts';

/**
 * What prevents the deployed functions from signing in to a cloud that the configuration names: they can only use the
 * role that the cloud was configured to trust. On a laptop the developer's sign-in is used.
 */
export function missingSignIns({ azure, gcp }: Pick<Config, 'azure' | 'gcp'>): string[] {
  const missing: string[] = [];
  if (azure !== undefined && azure.clientId === undefined)
    missing.push(
      'azure.clientId is missing: without it the deployed functions cannot sign in to Azure. Run npx skc connect azure for the steps, or remove azure.',
    );
  if (gcp !== undefined && gcp.workloadIdentity === undefined)
    missing.push(
      'gcp.workloadIdentity is missing: without it the deployed functions cannot sign in to Google Cloud. Run npx skc connect gcp for the steps, or remove gcp.',
    );
  return missing;
}
