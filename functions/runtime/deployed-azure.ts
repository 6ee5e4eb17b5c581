import type { AwsSessions } from '../../shared/clouds/aws/session.ts';
import { federationVoucher, type Voucher } from '../../shared/clouds/aws/federation.ts';
import { federatedCredential } from '../../shared/clouds/azure/federated-credential.ts';
import { azureFinder } from '../../shared/readers/azure/finder.ts';
import { openAzureSessions, type AzureSessions } from '../../shared/clouds/azure/session.ts';
import type { Calls } from '../../shared/clouds/calls.ts';
import type { CloudFinder } from '../../shared/readers/contract.ts';
import type { AzureConfig } from '../../shared/config/azure.ts';
import { azureScopes } from '../../shared/readers/azure/scopes.ts';
import type { Environment } from './environment.ts';

type SignedInBy = Pick<Environment, 'config' | 'home'>;

/** Azure as a deployed function signs in to it: by the word of AWS for the role that the tenant trusts. */
export function openDeployedAzure(
  { config: { azure }, home }: SignedInBy,
  aws: AwsSessions,
  calls: Calls,
): { config: AzureConfig; sessions: AzureSessions; voucher: Voucher } {
  if (azure?.clientId === undefined)
    throw new Error('The configuration lacks azure.clientId, without which no function signs in to Azure.');
  const { tenantId, clientId, authorityHost } = azure;
  const voucher = federationVoucher(aws, home);
  const credential = federatedCredential({ tenantId, clientId, authorityHost, voucher });
  return { config: azure, sessions: openAzureSessions({ credential, authorityHost, calls }), voucher };
}

/** What finds its subscriptions and vaults, without the code that reads them. */
export function findDeployedAzure(by: SignedInBy, aws: AwsSessions, calls: Calls): CloudFinder {
  return azureFinder({ ...openDeployedAzure(by, aws, calls), scopes: azureScopes });
}
