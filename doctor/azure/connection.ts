import type { FederationIdentity } from '../../shared/clouds/aws/federation.ts';
import type { AzurePrincipal } from '../../shared/clouds/azure/connecting.ts';
import { problemKindOf } from '../../shared/model/problem-kind.ts';
import { ENTRA_SIGN_IN } from '../../shared/clouds/azure/problem.ts';
import { azureReader } from '../../shared/readers/azure/reader.ts';
import type { AzureSessions } from '../../shared/clouds/azure/session.ts';
import type { AzureConfig } from '../../shared/config/azure.ts';
import { azureNextStep, VAULTS_READ } from './next-step.ts';
import { azureSteps } from './steps.ts';
import { checkableCloud } from '../check-cloud.ts';
import type { CheckableCloud } from '../contract.ts';

export interface AzureDependencies {
  config: AzureConfig;
  sessions: AzureSessions;
  /** The AWS role that Entra trusts; undefined if the developer signs in. */
  federationIdentity: FederationIdentity | undefined;
}

/** Azure, as the doctor checks it. */
export function checkableAzure(dependencies: AzureDependencies): CheckableCloud {
  const principal = principalOf(dependencies);
  return checkableCloud(azureReader(dependencies), {
    signIn: ENTRA_SIGN_IN,
    permissionsOf: ({ permissions }) => permissions,
    // Resource Manager is called only if a vault cannot be reached.
    unproven: ['Microsoft.KeyVault/vaults/secrets/read'],
    sample: (session) => ({ session }),
    // Resource Manager lists the contents of unreachable vaults. Settings of vaults always come from Resource Graph.
    isDetour: ({ permissions }, there) =>
      there.some(({ problem }) => problemKindOf(problem) === 'unreachable') &&
      permissions.some(({ action }) => action !== VAULTS_READ),
    isForbidden: (problem) => problemKindOf(problem) === 'policy',
    messageOf: ({ message }) => message.replace(/^.*? Error: /, ''),
    nextStepOf: (trouble, account, all) =>
      azureNextStep(trouble, account.id, all, {
        principal,
        authorityHost: dependencies.config.authorityHost,
      }),
    steps: (probed) => azureSteps(probed, { ...dependencies, principal }),
  });
}

function principalOf({ config, federationIdentity }: AzureDependencies): AzurePrincipal {
  if (federationIdentity === undefined)
    return { objectId: '$(az ad signed-in-user show --query id --output tsv)', type: 'User' };
  return {
    objectId: `$(az ad sp show --id ${config.clientId ?? '$CLIENT_ID'} --query id --output tsv)`,
    type: 'ServicePrincipal',
  };
}
