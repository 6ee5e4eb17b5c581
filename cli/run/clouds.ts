import { collectorOf } from '../../functions/collect/collector.ts';
import { awsReader } from '../../shared/readers/aws/reader.ts';
import { openAwsSessions, type AwsSessions } from '../../shared/clouds/aws/session.ts';
import type { Calls } from '../../shared/clouds/calls.ts';
import type { AzureSessions } from '../../shared/clouds/azure/session.ts';
import type { CloudReader } from '../../shared/readers/contract.ts';
import type { GcpSession } from '../../shared/clouds/gcp/session.ts';
import type { AzureConfig } from '../../shared/config/azure.ts';
import { configuredClouds } from '../../shared/config/clouds.ts';
import type { GcpConfig } from '../../shared/config/gcp.ts';
import type { Cloud } from '../../shared/model/account.ts';
import { unopenedCloud } from '../../shared/readers/unopened.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { RunCloud } from './pipeline.ts';

/** Who signs in to Azure: the AWS role, as in the deployed pipeline, or the developer. */
export type AzureSignIn = 'federated' | 'developer';

export interface RunClouds {
  /** Also publishes the alerts, whichever clouds are read. */
  aws: AwsSessions;
  clouds: RunCloud[];
  close: () => void;
}

/** The region if the environment names none. */
const HOME_REGION = 'us-east-1';

/** Opens the clouds that the configuration names; if it names none, AWS. The code of other clouds is not loaded. */
export async function openClouds(config: Config, calls: Calls, azureSignIn: AzureSignIn): Promise<RunClouds> {
  const homeRegion = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? HOME_REGION;
  const aws = openAwsSessions({ homeRegion, memberRole: config.memberRole, calls });
  const clouds: RunCloud[] = [];
  const closing: (() => void)[] = [() => aws.close()];
  const add = <Session>(reader: CloudReader<Session>) => {
    clouds.push({ ...reader, ...collectorOf(reader) });
    closing.push(() => reader.close());
  };
  if (configuredClouds(config).includes('aws')) add(awsReader({ config, aws }));
  const { azure, gcp } = config;
  /** One that cannot be opened stops no other. */
  const open = async (cloud: Cloud, opening: () => Promise<void>) => {
    try {
      await opening();
    } catch (error) {
      clouds.push(unopenedCloud(cloud, error));
    }
  };
  if (azure !== undefined)
    await open('azure', async () => {
      const { azureReader } = await import('../../shared/readers/azure/reader.ts');
      add(azureReader(await openAzure(azure, calls, homeRegion, azureSignIn)));
    });
  if (gcp !== undefined) await open('gcp', async () => add(await openGcp(gcp, calls)));
  return { aws, clouds, close: () => closing.forEach((close) => close()) };
}

/** Signs in to Azure. @param region region of the STS endpoint that issues the AWS role's token. */
export async function openAzure(
  config: AzureConfig,
  calls: Calls,
  region: string,
  signIn: AzureSignIn,
): Promise<{ config: AzureConfig; sessions: AzureSessions }> {
  const { openAzureSessions } = await import('../../shared/clouds/azure/session.ts');
  const { tenantId, clientId, authorityHost } = config;
  const credential = await azureCredential();
  return { config, sessions: openAzureSessions({ credential, authorityHost, calls }) };

  async function azureCredential() {
    if (signIn === 'federated' && clientId !== undefined) {
      const { federatedCredential } = await import('../../shared/clouds/azure/federated-credential.ts');
      const federationIdentity = { region, credentials: undefined };
      return federatedCredential({ tenantId, clientId, authorityHost, federationIdentity });
    }
    const { developerCredential } = await import('../../shared/clouds/azure/developer-credential.ts');
    return developerCredential(tenantId, authorityHost);
  }
}

/** Signs in to Google Cloud: with the environment's AWS role if a provider trusts it, else as the developer. */
export async function openGcp(config: GcpConfig, calls: Calls): Promise<CloudReader<GcpSession>> {
  const { openGcpReader } = await import('../../shared/readers/gcp/reader.ts');
  const { gcpSources } = await import('../../shared/sources/gcp/registry.ts');
  return openGcpReader({ config, sources: gcpSources, calls, environment: process.env });
}
