import { ENTRA_AUDIENCE } from '../../shared/clouds/azure/audience.ts';
import type { AzureConfig } from '../../shared/config/azure.ts';
import { azureReaderRole } from '../../shared/sources/azure/permissions.ts';
import { bicepFile, terraformFile, type AzureNames } from './azure-files.ts';
import type { ConnectableCloud, ConnectStep } from './contract.ts';
import { roleCommand } from './role-command.ts';

const NAMES: AzureNames = {
  application: 'skc-watch',
  role: 'SKC Watch metadata reader',
  audience: ENTRA_AUDIENCE,
  graphRoleId: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  graphAppId: '00000003-0000-0000-c000-000000000000',
};

/** Azure: AWS vouches for the role that reads, an application of the tenant trusts it, a custom role lets it read. */
export const connectAzure: ConnectableCloud = {
  name: 'azure',
  title: 'Azure',
  guide({ config, roleArn }) {
    const role = azureReaderRole();
    return {
      steps: [
        ...trustSteps(roleArn),
        ...readSteps(config.azure),
        ...policySteps(),
        hsmStep(),
        keepStep(config.azure),
      ],
      files: [
        { name: 'role.json', content: roleJson(config.azure) },
        { name: 'federated-credential.json', content: federatedCredentialJson() },
        { name: 'main.bicep', content: bicepFile(role, NAMES) },
        { name: 'main.tf', content: terraformFile(role, NAMES) },
      ],
    };
  },
};

function trustSteps(roleArn: string | undefined): ConnectStep[] {
  return [
    {
      title: 'Let AWS vouch for its roles',
      why: 'Once for the AWS account that runs SKC Watch. It makes tokens possible; it grants nothing. The role comes with the deployment (npm run deploy), under this very name.',
      commands: [
        'aws iam enable-outbound-web-identity-federation',
        'export ISSUER=$(aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text)',
        roleArn === undefined ? roleCommand('azure') : `export ROLE_ARN=${roleArn}`,
      ],
    },
    {
      title: 'Make an application that trusts that one role',
      why: 'No secret and no certificate is made: the federated credential names issuer, role and audience, letter by letter. It takes some minutes to be known everywhere.',
      commands: [
        `export CLIENT_ID=$(az ad app create --display-name ${NAMES.application} --query appId --output tsv)`,
        'export PRINCIPAL_ID=$(az ad sp create --id "$CLIENT_ID" --query id --output tsv)',
        'npx skc connect azure --file federated-credential.json | envsubst > federated-credential.json',
        'az ad app federated-credential create --id "$CLIENT_ID" --parameters @federated-credential.json',
      ],
    },
  ];
}

function scopeOf(azure: AzureConfig | undefined): string {
  if (azure?.managementGroup !== undefined)
    return `/providers/Microsoft.Management/managementGroups/${azure.managementGroup}`;
  const [first] = azure?.subscriptions.include ?? [];
  return first === undefined
    ? '/providers/Microsoft.Management/managementGroups/$MANAGEMENT_GROUP'
    : `/subscriptions/${first}`;
}

function readSteps(azure: AzureConfig | undefined): ConnectStep[] {
  const only = azure?.managementGroup === undefined ? (azure?.subscriptions.include ?? []) : [];
  const scopes = only.length > 0 ? only.map((id) => `/subscriptions/${id}`) : [scopeOf(azure)];
  return [
    {
      title: 'Let it read metadata, and nothing else',
      why: 'A role of its own: the built-in Key Vault Reader can do more. Assign it at a management group, or to each subscription: Azure calls data actions at a management group a preview; where it refuses them, name the subscriptions under azure.subscriptions.include and print this again.',
      commands: [
        ...(scopes[0]?.includes('$MANAGEMENT_GROUP') === true
          ? [
              'export MANAGEMENT_GROUP=$(az account show --query tenantId --output tsv) # the root group; any other will do',
            ]
          : []),
        'npx skc connect azure --file role.json | envsubst > role.json',
        'az role definition create --role-definition @role.json',
        ...scopes.map(
          (scope) =>
            `az role assignment create --assignee-object-id "$PRINCIPAL_ID" --assignee-principal-type ServicePrincipal --role "${NAMES.role}" --scope "${scope}"`,
        ),
      ],
    },
    {
      title: 'Let it read which credentials applications have',
      why: 'Application.Read.All of Microsoft Graph, the least that lists them; it shows no secret. Leave it out with azure.entra = false.',
      commands: [
        `export GRAPH_ID=$(az ad sp show --id ${NAMES.graphAppId} --query id --output tsv)`,
        `az rest --method post --url "https://graph.microsoft.com/v1.0/servicePrincipals/$PRINCIPAL_ID/appRoleAssignments" --body "{\\"principalId\\":\\"$PRINCIPAL_ID\\",\\"resourceId\\":\\"$GRAPH_ID\\",\\"appRoleId\\":\\"${NAMES.graphRoleId}\\"}"`,
      ],
    },
  ];
}

function policySteps(): ConnectStep[] {
  return [
    {
      title: 'Vaults that still have access policies',
      why: 'Roles have no effect there. List alone for secrets: get would hand out values.',
      commands: [
        'az extension add --name resource-graph',
        `az graph query --first 1000 -q "Resources | where type =~ 'microsoft.keyvault/vaults' and properties.enableRbacAuthorization != true | project name" --query "data[].name" --output tsv |`,
        '  while read -r VAULT; do',
        '    az keyvault set-policy --name "$VAULT" --object-id "$PRINCIPAL_ID" --secret-permissions list --key-permissions list get getrotationpolicy --certificate-permissions list get',
        '  done',
      ],
    },
  ];
}

function hsmStep(): ConnectStep {
  return {
    title: 'Managed HSMs',
    why: 'They have roles of their own; this one reads keys and uses none.',
    commands: [
      `az graph query --first 1000 -q "Resources | where type =~ 'microsoft.keyvault/managedhsms' | project name" --query "data[].name" --output tsv |`,
      '  while read -r HSM; do',
      '    az keyvault role assignment create --hsm-name "$HSM" --role "Managed HSM Crypto Auditor" --assignee-object-id "$PRINCIPAL_ID" --assignee-principal-type ServicePrincipal --scope /keys',
      '  done',
    ],
  };
}

function keepStep(azure: AzureConfig | undefined): ConnectStep {
  const tenant = azure?.tenantId ?? '$TENANT_ID';
  return {
    title: 'Tell SKC Watch, and prove it',
    why: 'None of these ids is a secret.',
    commands: [
      ...(azure === undefined ? ['export TENANT_ID=$(az account show --query tenantId --output tsv)'] : []),
      `echo "in skc.config.json: \\"azure\\": { \\"tenantId\\": \\"${tenant}\\", \\"clientId\\": \\"$CLIENT_ID\\" }"`,
      'npm run deploy',
      'npx skc --stack SkcWatch doctor',
    ],
  };
}

/** Shell variables stay as they are: `envsubst` fills them in. */
function federatedCredentialJson(): string {
  const credential = { name: 'aws', issuer: '$ISSUER', subject: '$ROLE_ARN', audiences: [ENTRA_AUDIENCE] };
  return `${JSON.stringify(credential, undefined, 2)}\n`;
}

function roleJson(azure: AzureConfig | undefined): string {
  const { actions, dataActions, notDataActions } = azureReaderRole();
  const scopes =
    azure?.managementGroup === undefined && (azure?.subscriptions.include ?? []).length > 0
      ? (azure?.subscriptions.include ?? []).map((id) => `/subscriptions/${id}`)
      : [scopeOf(azure)];
  const role = {
    Name: NAMES.role,
    IsCustom: true,
    Description: 'Reads metadata of secrets, keys and certificates, never a value.',
    Actions: actions,
    NotActions: [],
    DataActions: dataActions,
    NotDataActions: notDataActions,
    AssignableScopes: scopes,
  };
  return `${JSON.stringify(role, undefined, 2)}\n`;
}
