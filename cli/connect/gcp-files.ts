/** Names of the resources that connecting Google Cloud creates. */
export interface GcpNames {
  pool: string;
  provider: string;
  serviceAccount: string;
  /** Id of the custom role. */
  role: string;
  title: string;
}

/**
 * Attribute mapping of an AWS principal. `google.subject` is limited to 127 characters, which the ARN of a Lambda
 * session can exceed: the role's unique id is used instead, and the role's ARN without the session is an attribute.
 * Source: "Configure Workload Identity Federation with AWS", attribute mapping.
 */
export const ATTRIBUTE_MAPPING: Readonly<Record<string, string>> = {
  'google.subject': "assertion.userid.extract('{role_id}:')",
  'attribute.aws_role':
    "assertion.arn.extract('{before}assumed-role/') + 'assumed-role/' + assertion.arn.extract('assumed-role/{role}/')",
};

/** The custom role, for `gcloud iam roles create --file`. */
export function roleFile(names: GcpNames, permissions: readonly string[], never: readonly string[]): string {
  return [
    `title: ${names.title}`,
    'description: Reads metadata of secrets, keys and certificates, never a value.',
    'stage: GA',
    'includedPermissions:',
    ...permissions.map((permission) => `- ${permission}`),
    `# Never: ${never.join(', ')}`,
    '',
  ].join('\n');
}

/** The same set-up for Terraform's google provider. */
export function gcpTerraformFile(
  names: GcpNames,
  permissions: readonly string[],
  apis: readonly string[],
): string {
  const list = (items: readonly string[]) => items.map((item) => `    "${item}",`).join('\n');
  const mapping = Object.entries(ATTRIBUTE_MAPPING).map(([name, rule]) => `    "${name}" = "${rule}"`);
  return `variable "organization_id" {
  type        = string
  description = "Numeric id of the organisation"
}

variable "tools_project" {
  type        = string
  description = "Id of the project that holds the pool and the service account"
}

variable "aws_role_arn" {
  type        = string
  description = "ARN of the AWS role to trust: arn:aws:iam::123456789012:role/name"
}

locals {
  aws_account = split(":", var.aws_role_arn)[4]
  aws_name    = reverse(split("/", var.aws_role_arn))[0]
  aws_session = "arn:\${split(":", var.aws_role_arn)[1]}:sts::\${local.aws_account}:assumed-role/\${local.aws_name}"
}

resource "google_project_service" "tools" {
  for_each = toset([
${list(apis)}
  ])
  project            = var.tools_project
  service            = each.value
  disable_on_destroy = false
}

resource "google_iam_workload_identity_pool" "skc" {
  project                   = var.tools_project
  workload_identity_pool_id = "${names.pool}"
  depends_on                = [google_project_service.tools]
}

resource "google_iam_workload_identity_pool_provider" "aws" {
  project                            = var.tools_project
  workload_identity_pool_id          = google_iam_workload_identity_pool.skc.workload_identity_pool_id
  workload_identity_pool_provider_id = "${names.provider}"
  attribute_mapping = {
${mapping.join('\n')}
  }
  attribute_condition = "attribute.aws_role == '\${local.aws_session}'"
  aws {
    account_id = local.aws_account
  }
}

resource "google_service_account" "skc" {
  project      = var.tools_project
  account_id   = "${names.serviceAccount}"
  display_name = "${names.title}"
}

resource "google_service_account_iam_member" "skc" {
  service_account_id = google_service_account.skc.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/\${google_iam_workload_identity_pool.skc.name}/attribute.aws_role/\${local.aws_session}"
}

resource "google_organization_iam_custom_role" "skc" {
  org_id      = var.organization_id
  role_id     = "${names.role}"
  title       = "${names.title}"
  description = "Reads metadata of secrets, keys and certificates, never a value."
  permissions = [
${list(permissions)}
  ]
}

resource "google_organization_iam_member" "skc" {
  org_id = var.organization_id
  role   = google_organization_iam_custom_role.skc.id
  member = google_service_account.skc.member
}

output "workload_identity_audience" {
  value = "//iam.googleapis.com/\${google_iam_workload_identity_pool_provider.aws.name}"
}

output "service_account" {
  value = google_service_account.skc.email
}
`;
}
