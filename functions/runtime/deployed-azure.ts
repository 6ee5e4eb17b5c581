import type { AwsSessions } from '../../shared/clouds/aws/session.ts';
import { openFederationIdentity, type FederationIdentity } from '../../shared/clouds/aws/federation.ts';
import { federatedCredential } from '../../shared/clouds/azure/federated-credential.ts';
import { azureFinder } from '../../shared/readers/azure/finder.ts';
import { openAzureSessions, type AzureSessions } from '../../shared/clouds/azure/session.ts';
import type { Calls } from '../../shared/clouds/calls.ts';
import type { CloudFinder } from '../../shared/readers/contract.ts';
import type { AzureConfig } from '../../shared/config/azure.ts';
import { azureScopes } from '../../shared/readers/azure/scopes.ts';
import type { Environment } from './environment.ts';

type SignedInBy = Pick<Environment, 'config' | 'home'>;

/** Signs a deployed function in to Azure with a token that AWS issues for the role the tenant trusts. */
export function openDeployedAzure(
  { config: { azure }, home }: SignedInBy,
  aws: AwsSessions,
  calls: Calls,
): { config: AzureConfig; sessions: AzureSessions; federationIdentity: FederationIdentity } {
  if (azure?.clientId === undefined)
    throw new Error(
      'azure.clientId is missing in the configuration: deployed functions need it to sign in to Azure.',
    );
  const { tenantId, clientId, authorityHost } = azure;
  const federationIdentity = openFederationIdentity(aws, home);
  const credential = federatedCredential({ tenantId, clientId, authorityHost, federationIdentity });
  return {
    config: azure,
    sessions: openAzureSessions({ credential, authorityHost, calls }),
    federationIdentity,
  };
}

/** Finds subscriptions and vaults, without loading the code that reads them. */
export function findDeployedAzure(by: SignedInBy, aws: AwsSessions, calls: Calls): CloudFinder {
  return azureFinder({ ...openDeployedAzure(by, aws, calls), scopes: azureScopes });
}
