import { checkableAws } from '../../doctor/aws/connection.ts';
import type { CheckableCloud } from '../../doctor/contract.ts';
import type { AwsSessions } from '../../shared/clouds/aws/session.ts';
import type { Calls } from '../../shared/clouds/calls.ts';
import { configuredClouds } from '../../shared/config/clouds.ts';
import type { Environment } from '../runtime/environment.ts';

/** The configured clouds, signed in to the way the deployed functions do. */
export async function openCheckableClouds(
  environment: Pick<Environment, 'config' | 'home'>,
  aws: AwsSessions,
  calls: Calls,
): Promise<CheckableCloud[]> {
  const { config } = environment;
  const { azure, gcp } = config;
  const clouds: CheckableCloud[] = [];
  if (configuredClouds(config).includes('aws')) clouds.push(checkableAws({ config, aws }));
  if (azure !== undefined) {
    const { openDeployedAzure } = await import('../runtime/deployed-azure.ts');
    const { checkableAzure } = await import('../../doctor/azure/connection.ts');
    clouds.push(checkableAzure(openDeployedAzure(environment, aws, calls)));
  }
  if (gcp !== undefined) {
    const { openDeployedGcp } = await import('../runtime/deployed-gcp.ts');
    const { checkableGcp } = await import('../../doctor/gcp/connection.ts');
    const reader = openDeployedGcp(environment, aws, calls, 'organisation');
    clouds.push(checkableGcp({ config: gcp, reader, federated: true }));
  }
  return clouds;
}
