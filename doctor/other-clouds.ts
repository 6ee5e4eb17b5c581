import type { AwsSessions } from '../shared/clouds/aws/session.ts';
import type { Calls } from '../shared/clouds/calls.ts';
import type { Environment } from '../functions/runtime/environment.ts';
import type { CheckableCloud } from './check-cloud.ts';

/** The other clouds that the configuration names, as the deployed functions sign in to them. */
export async function openOtherClouds(
  environment: Pick<Environment, 'config' | 'home'>,
  aws: AwsSessions,
  calls: Calls,
): Promise<CheckableCloud[]> {
  const { azure, gcp } = environment.config;
  const clouds: CheckableCloud[] = [];
  if (azure !== undefined) {
    const { openDeployedAzure } = await import('../functions/runtime/deployed-azure.ts');
    const { checkableAzure } = await import('./azure/connection.ts');
    clouds.push(checkableAzure(openDeployedAzure(environment, aws, calls)));
  }
  if (gcp !== undefined) {
    const { openDeployedGcp } = await import('../functions/runtime/deployed-gcp.ts');
    const { checkableGcp } = await import('./gcp/connection.ts');
    const reader = openDeployedGcp(environment, aws, calls, 'organisation');
    clouds.push(checkableGcp({ config: gcp, reader, federated: true }));
  }
  return clouds;
}
