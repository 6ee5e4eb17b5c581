import type { Voucher } from '../../shared/clouds/aws/federation.ts';
import type { AzurePrincipal } from '../../shared/clouds/azure/connecting.ts';
import { UNREACHABLE } from '../../shared/model/target.ts';
import { azureReader } from '../../shared/readers/azure/reader.ts';
import type { AzureSessions } from '../../shared/clouds/azure/session.ts';
import type { AzureConfig } from '../../shared/config/azure.ts';
import { azureMend } from './next-step.ts';
import { azureSteps } from './steps.ts';
import { checkableCloud, type CheckableCloud } from '../check-cloud.ts';

export interface AzureDoctoring {
  config: AzureConfig;
  sessions: AzureSessions;
  /** Who vouches for the product; none where the developer signs in. */
  voucher: Voucher | undefined;
}

/** Azure as a doctor looks at it. */
export function checkableAzure(doctoring: AzureDoctoring): CheckableCloud {
  const principal = principalOf(doctoring);
  return checkableCloud(azureReader(doctoring), {
    permissionsOf: ({ permissions }) => permissions,
    // Resource Manager is asked only where a vault cannot be reached.
    unproven: ['Microsoft.KeyVault/vaults/secrets/read'],
    sampled: (session) => session,
    // What a vault is like, Resource Graph tells; what it holds, the vault, or Resource Manager in its place.
    isDetour: (source, there) =>
      source !== 'azure.key-vault' && there.some(({ problem }) => problem.code === UNREACHABLE),
    isForbidden: ({ code, message }) =>
      code === 'DenyAssignmentAuthorizationFailed' || /DenyAssignmentId: '?[0-9a-f-]{36}/i.test(message),
    wordsOf: ({ message }) => message.replace(/^.*? It said: /, ''),
    mendOf: (trouble, account, all) => azureMend(trouble, account.id, all, principal),
    steps: (sight) => azureSteps(sight, { ...doctoring, principal }),
  });
}

function principalOf({ config, voucher }: AzureDoctoring): AzurePrincipal {
  if (voucher === undefined)
    return { objectId: '$(az ad signed-in-user show --query id --output tsv)', type: 'User' };
  return {
    objectId: `$(az ad sp show --id ${config.clientId ?? '$CLIENT_ID'} --query id --output tsv)`,
    type: 'ServicePrincipal',
  };
}
