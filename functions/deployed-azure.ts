import type { AwsSessions } from '../shared/clouds/aws/session.ts';
import { federationVoucher } from '../shared/clouds/aws/voucher.ts';
import { federatedCredential } from '../shared/clouds/azure/federated-credential.ts';
import { openAzureSessions, type AzureSessions } from '../shared/clouds/azure/session.ts';
import type { Calls } from '../shared/clouds/calls.ts';
import type { AzureConfig } from '../shared/config/azure.ts';
import type { Environment } from './environment.ts';

/** Azure as a deployed function signs in to it: by the word of AWS for the role that the tenant trusts. */
export function openDeployedAzure(
  { config: { azure }, home }: Pick<Environment, 'config' | 'home'>,
  aws: AwsSessions,
  calls: Calls,
): { config: AzureConfig; sessions: AzureSessions } {
  if (azure?.clientId === undefined)
    throw new Error('The configuration lacks azure.clientId, without which no function signs in to Azure.');
  const { tenantId, clientId, authorityHost } = azure;
  const credential = federatedCredential({
    tenantId,
    clientId,
    authorityHost,
    voucher: federationVoucher(aws, home),
  });
  return { config: azure, sessions: openAzureSessions({ credential, authorityHost, calls }) };
}
