import type { AzureSubscription, VaultDeclaration } from '../estate/azure-estate.ts';
import { AzureError } from './azure-error.ts';

/** 403 because of the vault's network settings, with Key Vault's own text. */
export function closedTo(vault: VaultDeclaration): AzureError {
  const caller = `Caller: appid=00000000-0000-0000-0000-0000000000ca;oid=00000000-0000-0000-0000-0000000000cb;iss=https://sts.windows.net/`;
  const where = `Vault: ${vault.name};location=${vault.region}`;
  return vault.closed === 'firewall'
    ? new AzureError(
        403,
        'Forbidden',
        `Client address is not authorized and caller is not a trusted service.\r\nClient address: 192.0.2.7\r\n${caller}\r\n${where}`,
        { inner: 'ForbiddenByFirewall' },
      )
    : new AzureError(
        403,
        'Forbidden',
        `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\n${caller}\r\n${where}`,
        { inner: 'ForbiddenByConnection' },
      );
}

/** 403 because a role or access policy is missing; the text names it. */
export function refusal(
  vault: VaultDeclaration,
  action: string,
  subscription: AzureSubscription,
): AzureError {
  if (vault.access === 'policies') {
    const kind = /vaults\/(\w+)\//.exec(action)?.[1]?.replace(/^keyrotationpolicies$/, 'keys') ?? 'secrets';
    const permission = /getSecret|policies/.test(action) ? 'get' : 'list';
    return new AzureError(
      403,
      'Forbidden',
      `The user, group or application 'appid=00000000-0000-0000-0000-0000000000ca;oid=00000000-0000-0000-0000-0000000000cb;iss=https://sts.windows.net/' does not have ${kind} ${permission} permission on key vault '${vault.name};location=${vault.region}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
      { inner: 'ForbiddenByPolicy' },
    );
  }
  return new AzureError(
    403,
    'Forbidden',
    `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=00000000-0000-0000-0000-0000000000ca\r\nAction: '${action}'\r\nResource: '/subscriptions/${subscription.id}/resourcegroups/${vault.resourceGroup}/providers/microsoft.keyvault/vaults/${vault.name}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: ${vault.name};location=${vault.region}\r\n`,
    { inner: 'ForbiddenByRbac' },
  );
}
