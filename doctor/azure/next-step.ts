import {
  accessPolicyCommand,
  graphCommands,
  hsmRoleCommand,
  roleAssignmentCommand,
  ROLE_UPDATE_COMMAND,
  type AzurePrincipal,
} from '../../shared/clouds/azure/connecting.ts';
import { UNREACHABLE } from '../../shared/model/target.ts';
import type { Problem } from '../../shared/model/target.ts';
import type { Trouble } from '../cloud-connection.ts';
import { deniedMend, NO_GRANT } from '../aws/next-step.ts';

/** What mends one trouble of a subscription or the tenant. @param all Every trouble of it: one command for all vaults. */
export function azureMend(
  { problem, state, source, location }: Trouble,
  accountId: string,
  all: readonly Trouble[],
  principal: AzurePrincipal,
): string {
  if (problem.code === UNREACHABLE) return BY_NETWORK;
  if (state === 'failed') return NO_GRANT;
  if (state === 'denied') return deniedMend('A deny assignment', problem.operation);
  if (isOfHsm(source)) return hsmRoleCommand(location, principal);
  if (isOfEntra(source)) return graphMend(principal);
  if (isOfPolicy(problem))
    return policyMend(
      all.filter((each) => isOfPolicy(each.problem)).map((each) => each.location),
      principal,
    );
  return readMend([`/subscriptions/${accountId}`], principal);
}

const BY_NETWORK =
  'Allow the collector’s address in the firewall of the vault, connect it by a private endpoint, or accept it under expectedUnreadable in skc.config.json.';

/** Whether an access policy is what lacks: roles have no effect there. */
export function isOfPolicy({ missingPermission }: Problem): boolean {
  return missingPermission?.endsWith('(access policy)') === true;
}

export function isOfHsm(source: Trouble['source']): boolean {
  return source === 'azure.managed-hsm-key';
}

export function isOfEntra(source: Trouble['source']): boolean {
  return source?.startsWith('azure.entra-') === true;
}

/** The role is missing, or older than what is asked. @param scopes `/subscriptions/<id>`. */
export function readMend(scopes: readonly string[], principal: AzurePrincipal): string {
  return [
    ...scopes.map((scope) => roleAssignmentCommand(principal, scope)),
    `Where it is assigned already, the role is older than what is asked: ${ROLE_UPDATE_COMMAND}`,
  ].join('\n');
}

/** Only an administrator of the tenant may grant it; a developer needs no more than a directory role. */
export function graphMend({ objectId, type }: AzurePrincipal): string {
  const otherwise = 'Or leave it out with azure.entra = false in skc.config.json.';
  return type === 'User'
    ? `Ask for the directory role Directory Readers. ${otherwise}`
    : [`export PRINCIPAL_ID=${objectId}`, ...graphCommands(), otherwise].join('\n');
}

/** One command for a vault; for several a loop over them. */
export function policyMend(locations: readonly string[], { objectId }: AzurePrincipal): string {
  const [only, ...others] = new Set(locations);
  if (only !== undefined && others.length === 0) return accessPolicyCommand(only, objectId);
  return [
    `for VAULT in ${[only, ...others].join(' ')}; do`,
    `  ${accessPolicyCommand('$VAULT', objectId)}`,
    'done',
  ].join('\n');
}
