import {
  accessPolicyCommand,
  graphCommands,
  hsmRoleCommand,
  roleAssignmentCommand,
  ROLE_UPDATE_COMMAND,
  type AzurePrincipal,
} from '../../shared/clouds/azure/connecting.ts';
import type { AuthorityHost } from '../../shared/clouds/azure/endpoints.ts';
import { NO_ANSWER, NO_ANSWER_STEP } from '../../shared/clouds/no-answer.ts';
import { problemKindOf } from '../../shared/model/problem-kind.ts';
import type { Problem } from '../../shared/model/target.ts';
import type { AzureSource } from '../../shared/sources/azure/azure-source.ts';
import { azureSources } from '../../shared/sources/azure/registry.ts';
import type { Trouble } from '../contract.ts';
import { askToExempt, NOT_A_PERMISSION } from '../step-result.ts';

/**
 * The next step for one problem of a subscription or the tenant.
 * @param all All its problems: one command covers all vaults.
 */
export function azureNextStep(
  { problem, state, source, location }: Trouble,
  accountId: string,
  all: readonly Trouble[],
  { principal, authorityHost }: { principal: AzurePrincipal; authorityHost: AuthorityHost },
): string {
  if (problem.code === NO_ANSWER) return NO_ANSWER_STEP;
  if (problemKindOf(problem) === 'unreachable') return BY_NETWORK;
  if (state === 'failed') return problem.remedy ?? NOT_A_PERMISSION;
  if (state === 'denied') return askToExempt('A deny assignment', problem.operation);
  if (scopeOf(source) === 'managed-hsm') return hsmRoleCommand(location, principal);
  if (scopeOf(source) === 'tenant') return graphStep(principal, authorityHost);
  if (lacksPolicy(problem))
    return policyCommand(
      all.filter((each) => lacksPolicy(each.problem)).map((each) => each.location),
      principal,
    );
  return readCommand([`/subscriptions/${accountId}`], principal);
}

const BY_NETWORK =
  'Allow the collector’s address in the vault’s firewall, connect it through a private endpoint, or add the vault to expectedUnreadable in skc.config.json.';

/** Whether an access policy is missing: roles have no effect in such a vault. */
export function lacksPolicy({ missingPermission }: Problem): boolean {
  return missingPermission?.endsWith('(access policy)') === true;
}

/** The permission to read settings of vaults, which Resource Graph lists. */
export const VAULTS_READ = 'Microsoft.KeyVault/vaults/read';

/** What one target of a source covers. */
export function scopeOf(source: Trouble['source']): AzureSource['per'] | undefined {
  return azureSources.find(({ type }) => type === source)?.per;
}

/** The role is not assigned, or is older than this version. @param scopes `/subscriptions/<id>`. */
export function readCommand(scopes: readonly string[], principal: AzurePrincipal): string {
  return [
    ...scopes.map((scope) => roleAssignmentCommand(principal, scope)),
    `If it is assigned already, update the role to this version: ${ROLE_UPDATE_COMMAND}`,
  ].join('\n');
}

/** Only an administrator of the tenant can grant it. For a developer, a directory role is enough. */
export function graphStep({ objectId, type }: AzurePrincipal, authorityHost: AuthorityHost): string {
  const otherwise = 'Or skip it: azure.entra = false in skc.config.json.';
  return type === 'User'
    ? `Ask for the directory role Directory Readers. ${otherwise}`
    : [`export PRINCIPAL_ID=${objectId}`, ...graphCommands(authorityHost), otherwise].join('\n');
}

/** One command for one vault, a loop for several. */
export function policyCommand(locations: readonly string[], { objectId }: AzurePrincipal): string {
  const [only, ...others] = new Set(locations);
  if (only !== undefined && others.length === 0) return accessPolicyCommand(only, objectId);
  return [
    `for VAULT in ${[only, ...others].join(' ')}; do`,
    `  ${accessPolicyCommand('$VAULT', objectId)}`,
    'done',
  ].join('\n');
}
