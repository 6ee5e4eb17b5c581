import {
  accessPolicyCommand,
  FEDERATED_CREDENTIAL_COMMAND,
  AZURE_ROLE_NAME,
  AZURE_STEPS,
  GRAPH_APP_ID,
  GRAPH_ROLE_ID,
  cloudCommands,
  graphCommands,
  hsmRoleCommand,
  roleAssignmentCommand,
  ENABLE_TOKENS_COMMAND,
  type AzurePrincipal,
} from '../../shared/clouds/azure/connecting.ts';
import {
  azureEndpoints,
  PUBLIC_AUTHORITY,
  type AuthorityHost,
  type AzureEndpoints,
} from '../../shared/clouds/azure/endpoints.ts';
import type { AzureConfig } from '../../shared/config/azure.ts';
import { azureReaderRole } from '../../shared/readers/azure/permissions.ts';
import { bicepFile, terraformFile, type AzureNames } from './azure-files.ts';
import type { ConnectableCloud, ConnectStep, GuideFile } from './contract.ts';
import { roleCommand } from './role-command.ts';

const NAMES: AzureNames = {
  application: 'skc-watch',
  role: AZURE_ROLE_NAME,
  graphRoleId: GRAPH_ROLE_ID,
  graphAppId: GRAPH_APP_ID,
};

/** The service principal that an earlier step created, as a shell variable. */
const PRINCIPAL: AzurePrincipal = { objectId: '$PRINCIPAL_ID', type: 'ServicePrincipal' };

/** Azure: AWS signs tokens for its role, an application in the tenant trusts them, a custom role lets it read. */
export const connectAzure: ConnectableCloud = {
  name: 'azure',
  title: 'Azure',
  guide({ config, roleArn }) {
    const role = azureReaderRole();
    const cloud = azureEndpoints(config.azure?.authorityHost);
    return {
      steps: [
        ...trustSteps(roleArn, cloud.authorityHost),
        ...readSteps(config.azure),
        ...policySteps(),
        hsmStep(),
        configureStep(config.azure),
      ],
      files: [
        roleJson(config.azure),
        federatedCredentialJson(cloud),
        { name: 'main.bicep', content: bicepFile(role, NAMES, cloud) },
        { name: 'main.tf', content: terraformFile(role, NAMES, cloud) },
      ],
    };
  },
};

function trustSteps(roleArn: string | undefined, authorityHost: AuthorityHost): ConnectStep[] {
  return [
    {
      title: AZURE_STEPS.tokens,
      why: 'Once for the AWS account that runs SKC Watch. This only enables tokens; it grants no access. npm run deploy creates the role under this name.',
      commands: [
        ENABLE_TOKENS_COMMAND,
        'export ISSUER=$(aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text)',
        roleArn === undefined ? roleCommand('azure') : `export ROLE_ARN=${roleArn}`,
      ],
    },
    {
      title: AZURE_STEPS.trust,
      why: 'Creates no secret and no certificate. The federated credential must match issuer, role and audience exactly. It can take a few minutes to take effect.',
      commands: [
        ...cloudCommands(authorityHost),
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
      why: 'A custom role, because the built-in Key Vault Reader allows more. Assign it to a management group or to each subscription. Data actions at a management group are in preview: if Azure rejects them, list the subscriptions under azure.subscriptions.include and run skc connect azure again.',
      commands: [
        ...(scopes[0]?.includes('$MANAGEMENT_GROUP') === true
          ? [
              'export MANAGEMENT_GROUP=$(az account show --query tenantId --output tsv) # the root group, or the id of another one',
            ]
          : []),
        'npx skc connect azure --file role.json > role.json',
        'az role definition create --role-definition @role.json',
        ...scopes.map((scope) => roleAssignmentCommand(PRINCIPAL, scope)),
      ],
    },
    {
      title: AZURE_STEPS.graph,
      why: 'Needs Application.Read.All of Microsoft Graph, the narrowest permission that lists them; it does not reveal any secret. Skip this step if azure.entra is false.',
      commands: graphCommands(azureEndpoints(azure?.authorityHost).authorityHost),
    },
  ];
}

function policySteps(): ConnectStep[] {
  return [
    {
      title: AZURE_STEPS.policies,
      why: 'Roles do not apply to these vaults. For secrets, grant list only: get would return their values.',
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
    why: 'Managed HSMs have their own roles. This one can read keys but not use them.',
    commands: [
      `az graph query --first 1000 -q "Resources | where type =~ 'microsoft.keyvault/managedhsms' | project name" --query "data[].name" --output tsv |`,
      '  while read -r HSM; do',
      `    ${hsmRoleCommand('$HSM', PRINCIPAL)}`,
      '  done',
    ],
  };
}

function configureStep(azure: AzureConfig | undefined): ConnectStep {
  const tenant = azure?.tenantId ?? '$TENANT_ID';
  const authority = azure?.authorityHost ?? PUBLIC_AUTHORITY;
  const authorityHost = authority === PUBLIC_AUTHORITY ? '' : `, \\"authorityHost\\": \\"${authority}\\"`;
  return {
    title: 'Configure SKC Watch and check it',
    why: 'None of these IDs is secret.',
    commands: [
      ...(azure === undefined ? ['export TENANT_ID=$(az account show --query tenantId --output tsv)'] : []),
      `echo "Add to skc.config.json: \\"azure\\": { \\"tenantId\\": \\"${tenant}\\", \\"clientId\\": \\"$CLIENT_ID\\"${authorityHost} }"`,
      'npm run deploy',
      'npx skc --stack SkcWatch doctor',
    ],
  };
}

function federatedCredentialJson({ federationAudience }: AzureEndpoints): GuideFile {
  const credential = {
    name: 'aws',
    issuer: '$ISSUER',
    subject: '$ROLE_ARN',
    audiences: [federationAudience],
  };
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
