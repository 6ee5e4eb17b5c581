/** The steps of connecting Azure, in their order, by the titles that `skc connect azure` prints. */
export const AZURE_STEPS = {
  vouch: 'Let AWS vouch for its roles',
  trust: 'Make an application that trusts that one role',
  read: 'Let it read metadata, and nothing else',
  graph: 'Let it read which credentials applications have',
  policies: 'Vaults that still have access policies',
  hsms: 'Managed HSMs',
} as const;

/** Name of the custom role. */
export const AZURE_ROLE_NAME = 'SKC Watch metadata reader';

/** Microsoft Graph's own application id, the same in every tenant. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
/** AppRole of Microsoft Graph: `Application.Read.All`. Source: Microsoft Graph permissions reference. */
export const GRAPH_ROLE_ID = '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30';

/** Whom Azure is told to let read: an object id, or what a shell finds it by. */
export interface AzurePrincipal {
  objectId: string;
  type: 'ServicePrincipal' | 'User';
}

/** Once for an AWS account: it makes tokens possible and grants nothing. */
export const VOUCH_COMMAND = 'aws iam enable-outbound-web-identity-federation';

/** Brings the application's federated credential to what `federated-credential.json` says, or makes it. */
export function trustCommands(clientId: string, roleArn: string): string[] {
  return [
    'export ISSUER=$(aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text)',
    `export ROLE_ARN=${roleArn}`,
    FEDERATED_CREDENTIAL_COMMAND,
    `az ad app federated-credential update --id "${clientId}" --federated-credential-id aws --parameters @federated-credential.json || az ad app federated-credential create --id "${clientId}" --parameters @federated-credential.json`,
  ];
}

/** @param scope `/subscriptions/<id>`, or a management group's. */
export function roleAssignmentCommand({ objectId, type }: AzurePrincipal, scope: string): string {
  return `az role assignment create --assignee-object-id "${objectId}" --assignee-principal-type ${type} --role "${AZURE_ROLE_NAME}" --scope "${scope}"`;
}

/** Writes down whom Entra shall trust, out of the variables that the steps before exported. */
export const FEDERATED_CREDENTIAL_COMMAND =
  'npx skc connect azure --file federated-credential.json > federated-credential.json';

/** Brings the custom role to what the sources declare now. */
export const ROLE_UPDATE_COMMAND =
  'npx skc connect azure --file role.json > role.json && az role definition update --role-definition @role.json';

/** Lets the service principal `$PRINCIPAL_ID` list applications with their credentials, which shows no secret. */
export function graphCommands(): string[] {
  return [
    `export GRAPH_ID=$(az ad sp show --id ${GRAPH_APP_ID} --query id --output tsv)`,
    `az rest --method post --url "https://graph.microsoft.com/v1.0/servicePrincipals/$PRINCIPAL_ID/appRoleAssignments" --body "{\\"principalId\\":\\"$PRINCIPAL_ID\\",\\"resourceId\\":\\"$GRAPH_ID\\",\\"appRoleId\\":\\"${GRAPH_ROLE_ID}\\"}"`,
  ];
}

/** List alone for secrets: get would hand out values. @param vault A vault's name, or a shell variable. */
export function accessPolicyCommand(vault: string, objectId: string): string {
  return `az keyvault set-policy --name "${vault}" --object-id "${objectId}" --secret-permissions list --key-permissions list get getrotationpolicy --certificate-permissions list get`;
}

/** A role of the HSM's own that reads keys and uses none. @param hsm A managed HSM's name, or a shell variable. */
export function hsmRoleCommand(hsm: string, { objectId, type }: AzurePrincipal): string {
  return `az keyvault role assignment create --hsm-name "${hsm}" --role "Managed HSM Crypto Auditor" --assignee-object-id "${objectId}" --assignee-principal-type ${type} --scope /keys`;
}
