import { awsFinder } from '../../shared/readers/aws/finder.ts';
import type { AwsSessions } from '../../shared/clouds/aws/session.ts';
import type { Calls } from '../../shared/clouds/calls.ts';
import type { CloudFinder } from '../../shared/readers/contract.ts';
import { configuredClouds } from '../../shared/config/clouds.ts';
import type { Cloud } from '../../shared/model/account.ts';
import { unopenedCloud } from '../../shared/readers/unopened.ts';
import { awsScopes } from '../../shared/readers/aws/scopes.ts';
import type { Environment } from '../runtime/environment.ts';

type Found = Pick<Environment, 'config' | 'home'>;

/** A cloud's code is loaded, and bundled (`infra/bundle.ts`), only if the configuration names the cloud. */
const FINDERS: Record<Cloud, (found: Found, aws: AwsSessions, calls: Calls) => Promise<CloudFinder>> = {
  aws: async ({ config }, aws) => awsFinder({ config, aws, scopes: awsScopes }),
  azure: async (found, aws, calls) => {
    const { findDeployedAzure } = await import('../runtime/deployed-azure.ts');
    return findDeployedAzure(found, aws, calls);
  },
  gcp: async (found, aws, calls) => {
    const { openDeployedGcp } = await import('../runtime/deployed-gcp.ts');
    return openDeployedGcp(found, aws, calls, 'organisation');
  },
};

/** Account finders for all configured clouds. One that cannot be opened stops no other. */
export async function openFinders(found: Found, aws: AwsSessions, calls: Calls): Promise<CloudFinder[]> {
  return Promise.all(
    configuredClouds(found.config).map(async (cloud) => {
      try {
        return await FINDERS[cloud](found, aws, calls);
      } catch (error) {
        return unopenedCloud(cloud, error);
      }
    }),
  );
}
