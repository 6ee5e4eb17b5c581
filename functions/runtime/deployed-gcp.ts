import type { AwsSessions } from '../../shared/clouds/aws/session.ts';
import { openFederationIdentity } from '../../shared/clouds/aws/federation.ts';
import type { Calls } from '../../shared/clouds/calls.ts';
import type { CloudReader } from '../../shared/readers/contract.ts';
import { openGcpReader, type GcpReading } from '../../shared/readers/gcp/reader.ts';
import type { GcpSession } from '../../shared/clouds/gcp/session.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';
import type { Environment } from './environment.ts';

/**
 * Signs a deployed function in to Google Cloud with the AWS role that the workload identity provider trusts.
 * @param assetsOf The scope of one Cloud Asset Inventory listing.
 */
export function openDeployedGcp(
  { config: { gcp }, home }: Pick<Environment, 'config' | 'home'>,
  aws: AwsSessions,
  calls: Calls,
  assetsOf: NonNullable<GcpReading['assetsOf']>,
): CloudReader<GcpSession> {
  if (gcp?.workloadIdentity === undefined)
    throw new Error(
      'gcp.workloadIdentity is missing in the configuration: deployed functions need it to sign in to Google Cloud.',
    );
  return openGcpReader({
    config: gcp,
    sources: gcpSources,
    calls,
    assetsOf,
    environment: process.env,
    federationIdentity: openFederationIdentity(aws, home),
  });
}
