import { PUBLIC_AUTHORITY, type AzureEndpoints } from '../../shared/clouds/azure/endpoints.ts';
import type { AzureRole } from '../../shared/readers/azure/permissions.ts';

export interface AzureNames {
  application: string;
  role: string;
  /** AppRole of Microsoft Graph: `Application.Read.All`. */
  graphRoleId: string;
  /** Microsoft Graph's own application id, the same in every tenant. */
  graphAppId: string;
}

/** The same set-up as infrastructure as code, for Bicep with the Microsoft Graph extension. */
export function bicepFile(role: AzureRole, names: AzureNames, cloud: AzureEndpoints): string {
  return `// az deployment mg create --location ${cloud.region} --management-group-id <group> --template-file main.bicep \\
//   --parameters issuer=<issuer> roleArn=<arn of the AWS role>
// To read a single subscription: targetScope = 'subscription', and az deployment sub create.
targetScope = 'managementGroup'

extension 'br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:1.0.0'

@description('IssuerIdentifier of aws iam get-outbound-web-identity-federation-info')
param issuer string

@description('ARN of the AWS role itself, not of one of its sessions')
param roleArn string

resource application 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: '${names.application}'
  displayName: '${names.application}'

  resource trust 'federatedIdentityCredentials@v1.0' = {
    name: '\${application.uniqueName}/aws'
    issuer: issuer
    subject: roleArn
    audiences: ['${cloud.federationAudience}']
  }
}

resource principal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: application.appId
}

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '${names.graphAppId}'
}

resource readsApplications 'Microsoft.Graph/appRoleAssignedTo@v1.0' = {
  appRoleId: '${names.graphRoleId}'
  principalId: principal.id
  resourceId: graph.id
}

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, '${names.role}')
  properties: {
    roleName: '${names.role}'
    description: 'Reads metadata of secrets, keys and certificates, never a value.'
    type: 'CustomRole'
    assignableScopes: [managementGroup().id]
    permissions: [
      {
        actions: ${bicepList(role.actions)}
        notActions: []
        dataActions: ${bicepList(role.dataActions)}
        notDataActions: ${bicepList(role.notDataActions)}
      }
    ]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(managementGroup().id, '${names.role}', '${names.application}')
  properties: {
    roleDefinitionId: role.id
    principalId: principal.id
    principalType: 'ServicePrincipal'
  }
}

output clientId string = application.appId
`;
}

/** The same set-up for Terraform's azuread and azurerm providers. */
export function terraformFile(role: AzureRole, names: AzureNames, cloud: AzureEndpoints): string {
  return `terraform {
  required_providers {
    azuread = { source = "hashicorp/azuread" }
    azurerm = { source = "hashicorp/azurerm" }
  }
}

provider "azurerm" {
  features {}${environment(cloud)}
}
${
  cloud.authorityHost === PUBLIC_AUTHORITY
    ? ''
    : `
provider "azuread" {${environment(cloud)}
}
`
}
variable "issuer" {
  description = "IssuerIdentifier of aws iam get-outbound-web-identity-federation-info"
  type        = string
}

variable "role_arn" {
  description = "ARN of the AWS role itself, not of one of its sessions"
  type        = string
}

variable "scope" {
  description = "/providers/Microsoft.Management/managementGroups/<id>, or /subscriptions/<id>"
  type        = string
}

resource "azuread_application" "skc_watch" {
  display_name = "${names.application}"

  required_resource_access {
    resource_app_id = "${names.graphAppId}"
    resource_access {
      id   = "${names.graphRoleId}"
      type = "Role"
    }
  }
}

resource "azuread_application_federated_identity_credential" "aws" {
  application_id = azuread_application.skc_watch.id
  display_name   = "aws"
  issuer         = var.issuer
  subject        = var.role_arn
  audiences      = ["${cloud.federationAudience}"]
}

resource "azuread_service_principal" "skc_watch" {
  client_id = azuread_application.skc_watch.client_id
}

data "azuread_service_principal" "graph" {
  client_id = "${names.graphAppId}"
}

resource "azuread_app_role_assignment" "reads_applications" {
  app_role_id         = "${names.graphRoleId}"
  principal_object_id = azuread_service_principal.skc_watch.object_id
  resource_object_id  = data.azuread_service_principal.graph.object_id
}

resource "azurerm_role_definition" "reader" {
  name              = "${names.role}"
  description       = "Reads metadata of secrets, keys and certificates, never a value."
  scope             = var.scope
  assignable_scopes = [var.scope]

  permissions {
    actions          = ${terraformList(role.actions)}
    data_actions     = ${terraformList(role.dataActions)}
    not_data_actions = ${terraformList(role.notDataActions)}
  }
}

resource "azurerm_role_assignment" "reader" {
  scope              = var.scope
  role_definition_id = azurerm_role_definition.reader.role_definition_resource_id
  principal_id       = azuread_service_principal.skc_watch.object_id
}

output "client_id" {
  value = azuread_application.skc_watch.client_id
}
`;
}

/** The providers' default is the public cloud. */
function environment({ authorityHost, terraformName }: AzureEndpoints): string {
  return authorityHost === PUBLIC_AUTHORITY ? '' : `\n  environment = "${terraformName}"`;
}

function bicepList(actions: readonly string[]): string {
  return `[\n${actions.map((action) => `          '${action}'\n`).join('')}        ]`;
}

function terraformList(actions: readonly string[]): string {
  return `[\n${actions.map((action) => `      "${action}",\n`).join('')}    ]`;
}
