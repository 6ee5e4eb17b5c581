import { ENTRA_AUDIENCE } from '../../shared/clouds/azure/audience.ts';
import {
  accessPolicyCommand,
  FEDERATED_CREDENTIAL_COMMAND,
  AZURE_ROLE_NAME,
  AZURE_STEPS,
  GRAPH_APP_ID,
  GRAPH_ROLE_ID,
  graphCommands,
  hsmRoleCommand,
  roleAssignmentCommand,
  VOUCH_COMMAND,
  type AzurePrincipal,
} from '../../shared/clouds/azure/connecting.ts';
import type { AzureConfig } from '../../shared/config/azure.ts';
import { azureReaderRole } from '../../shared/readers/azure/permissions.ts';
import { bicepFile, terraformFile, type AzureNames } from './azure-files.ts';
import type { ConnectableCloud, ConnectStep, GuideFile } from './contract.ts';
import { roleCommand } from './role-command.ts';

const NAMES: AzureNames = {
  application: 'skc-watch',
  role: AZURE_ROLE_NAME,
  audience: ENTRA_AUDIENCE,
  graphRoleId: GRAPH_ROLE_ID,
  graphAppId: GRAPH_APP_ID,
};

/** Whom the steps before have made, by the shell's variable. */
const PRINCIPAL: AzurePrincipal = { objectId: '$PRINCIPAL_ID', type: 'ServicePrincipal' };

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
        roleJson(config.azure),
        federatedCredentialJson(),
        { name: 'main.bicep', content: bicepFile(role, NAMES) },
        { name: 'main.tf', content: terraformFile(role, NAMES) },
      ],
    };
  },
};

function trustSteps(roleArn: string | undefined): ConnectStep[] {
  return [
    {
      title: AZURE_STEPS.vouch,
      why: 'Once for the AWS account that runs SKC Watch. It makes tokens possible; it grants nothing. The role comes with the deployment (npm run deploy), under this very name.',
      commands: [
        VOUCH_COMMAND,
        'export ISSUER=$(aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text)',
        roleArn === undefined ? roleCommand('azure') : `export ROLE_ARN=${roleArn}`,
      ],
    },
    {
      title: AZURE_STEPS.trust,
      why: 'No secret and no certificate is made: the federated credential names issuer, role and audience, letter by letter. It takes some minutes to be known everywhere.',
      commands: [
        `export CLIENT_ID=$(az ad app create --display-name ${NAMES.application} --query appId --output tsv)`,
        'export PRINCIPAL_ID=$(az ad sp create --id "$CLIENT_ID" --query id --output tsv)',
        FEDERATED_CREDENTIAL_COMMAND,
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
      title: AZURE_STEPS.read,
      why: 'A role of its own: the built-in Key Vault Reader can do more. Assign it at a management group, or to each subscription: Azure calls data actions at a management group a preview; where it refuses them, name the subscriptions under azure.subscriptions.include and print this again.',
      commands: [
        ...(scopes[0]?.includes('$MANAGEMENT_GROUP') === true
          ? [
              'export MANAGEMENT_GROUP=$(az account show --query tenantId --output tsv) # the root group; any other will do',
            ]
          : []),
        'npx skc connect azure --file role.json > role.json',
        'az role definition create --role-definition @role.json',
        ...scopes.map((scope) => roleAssignmentCommand(PRINCIPAL, scope)),
      ],
    },
    {
      title: AZURE_STEPS.graph,
      why: 'Application.Read.All of Microsoft Graph, the least that lists them; it shows no secret. Leave it out with azure.entra = false.',
      commands: [...graphCommands()],
    },
  ];
}

function policySteps(): ConnectStep[] {
  return [
    {
      title: AZURE_STEPS.policies,
      why: 'Roles have no effect there. List alone for secrets: get would hand out values.',
      commands: [
        'az extension add --name resource-graph',
        `az graph query --first 1000 -q "Resources | where type =~ 'microsoft.keyvault/vaults' and properties.enableRbacAuthorization != true | project name" --query "data[].name" --output tsv |`,
        '  while read -r VAULT; do',
        `    ${accessPolicyCommand('$VAULT', PRINCIPAL.objectId)}`,
        '  done',
      ],
    },
  ];
}

function hsmStep(): ConnectStep {
  return {
    title: AZURE_STEPS.hsms,
    why: 'They have roles of their own; this one reads keys and uses none.',
    commands: [
      `az graph query --first 1000 -q "Resources | where type =~ 'microsoft.keyvault/managedhsms' | project name" --query "data[].name" --output tsv |`,
      '  while read -r HSM; do',
      `    ${hsmRoleCommand('$HSM', PRINCIPAL)}`,
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

function federatedCredentialJson(): GuideFile {
  const credential = { name: 'aws', issuer: '$ISSUER', subject: '$ROLE_ARN', audiences: [ENTRA_AUDIENCE] };
  return {
    name: 'federated-credential.json',
    content: `${JSON.stringify(credential, undefined, 2)}\n`,
    variables: ['ISSUER', 'ROLE_ARN'],
  };
}

function roleJson(azure: AzureConfig | undefined): GuideFile {
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
  const content = `${JSON.stringify(role, undefined, 2)}\n`;
  const variables = content.includes('$MANAGEMENT_GROUP') ? ['MANAGEMENT_GROUP'] : [];
  return { name: 'role.json', content, variables };
}
