import { azureEndpoints, PUBLIC_AUTHORITY, type AuthorityHost } from './endpoints.ts';

/** The steps of connecting Azure, in order, with the titles that `skc connect azure` prints. */
export const AZURE_STEPS = {
  tokens: 'Enable identity tokens for AWS roles',
  trust: 'Create an application that trusts only this role',
  read: 'Grant read access to metadata only',
  graph: 'Grant read access to the credentials of applications',
  policies: 'Grant access to vaults that still use access policies',
  hsms: 'Grant access to managed HSMs',
} as const;

/** Name of the custom role. */
export const AZURE_ROLE_NAME = 'SKC Watch metadata reader';

/** Microsoft Graph's own application id, the same in every tenant. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
/** AppRole of Microsoft Graph: `Application.Read.All`. Source: Microsoft Graph permissions reference. */
export const GRAPH_ROLE_ID = '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30';

/** The principal that is granted access: its object id, or a shell variable that holds it. */
export interface AzurePrincipal {
  objectId: string;
  type: 'ServicePrincipal' | 'User';
}

/** Needed once for each AWS account: enables identity tokens and grants nothing. */
export const ENABLE_TOKENS_COMMAND = 'aws iam enable-outbound-web-identity-federation';

/** Selects the sovereign cloud in the Azure CLI; none for the public cloud, which is its default. */
export function cloudCommands(authorityHost: AuthorityHost): string[] {
  if (authorityHost === PUBLIC_AUTHORITY) return [];
  return [`az cloud set --name ${azureEndpoints(authorityHost).cliName}`, 'az login'];
}

/** Updates the application's federated credential from `federated-credential.json`, or creates it. */
export function trustCommands(clientId: string, roleArn: string): string[] {
  return [
    'export ISSUER=$(aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text)',
    `export ROLE_ARN=${roleArn}`,
    FEDERATED_CREDENTIAL_COMMAND,
    `az ad app federated-credential update --id "${clientId}" --federated-credential-id aws --parameters @federated-credential.json || az ad app federated-credential create --id "${clientId}" --parameters @federated-credential.json`,
  ];
}

/** @param scope `/subscriptions/<id>` or a management group's resource id. */
export function roleAssignmentCommand({ objectId, type }: AzurePrincipal, scope: string): string {
  return `az role assignment create --assignee-object-id "${objectId}" --assignee-principal-type ${type} --role "${AZURE_ROLE_NAME}" --scope "${scope}"`;
}

/** Writes the file with the identity that Entra must trust, from variables that earlier steps exported. */
export const FEDERATED_CREDENTIAL_COMMAND =
  'npx skc connect azure --file federated-credential.json > federated-credential.json';

/** Updates the custom role to the permissions that the sources declare. */
export const ROLE_UPDATE_COMMAND =
  'npx skc connect azure --file role.json > role.json && az role definition update --role-definition @role.json';

/** Lets the service principal `$PRINCIPAL_ID` list applications with the metadata of their credentials. */
export function graphCommands(authorityHost: AuthorityHost): string[] {
  return [
    `export GRAPH_ID=$(az ad sp show --id ${GRAPH_APP_ID} --query id --output tsv)`,
    `az rest --method post --url "${azureEndpoints(authorityHost).graph}/v1.0/servicePrincipals/$PRINCIPAL_ID/appRoleAssignments" --body "{\\"principalId\\":\\"$PRINCIPAL_ID\\",\\"resourceId\\":\\"$GRAPH_ID\\",\\"appRoleId\\":\\"${GRAPH_ROLE_ID}\\"}"`,
  ];
}

/** For secrets, list only: get would return their values. @param vault name of a vault, or a shell variable. */
export function accessPolicyCommand(vault: string, objectId: string): string {
  return `az keyvault set-policy --name "${vault}" --object-id "${objectId}" --secret-permissions list --key-permissions list get getrotationpolicy --certificate-permissions list get`;
}

/** A local role of the HSM that can read keys but not use them. @param hsm name of a managed HSM, or a shell variable. */
export function hsmRoleCommand(hsm: string, { objectId, type }: AzurePrincipal): string {
  return `az keyvault role assignment create --hsm-name "${hsm}" --role "Managed HSM Crypto Auditor" --assignee-object-id "${objectId}" --assignee-principal-type ${type} --scope /keys`;
}
