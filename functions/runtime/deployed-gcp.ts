import type { AwsSessions } from '../../shared/clouds/aws/session.ts';
import { federationVoucher } from '../../shared/clouds/aws/federation.ts';
import type { Calls } from '../../shared/clouds/calls.ts';
import type { CloudReader } from '../../shared/readers/contract.ts';
import { openGcpReader, type GcpReading } from '../../shared/readers/gcp/reader.ts';
import type { GcpSession } from '../../shared/clouds/gcp/session.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';
import type { Environment } from './environment.ts';

/**
 * Google Cloud as a deployed function signs in to it: with the AWS role that the pool's provider trusts.
 * @param assetsOf What one listing of Cloud Asset Inventory covers here.
 */
export function openDeployedGcp(
  { config: { gcp }, home }: Pick<Environment, 'config' | 'home'>,
  aws: AwsSessions,
  calls: Calls,
  assetsOf: NonNullable<GcpReading['assetsOf']>,
): CloudReader<GcpSession> {
  if (gcp?.workloadIdentity === undefined)
    throw new Error(
      'The configuration lacks gcp.workloadIdentity, without which no function signs in to Google Cloud.',
    );
  return openGcpReader({
    config: gcp,
    sources: gcpSources,
    calls,
    assetsOf,
    environment: process.env,
    voucher: federationVoucher(aws, home),
  });
}
