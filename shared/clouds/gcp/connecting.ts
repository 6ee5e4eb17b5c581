/** The steps of connecting Google Cloud, in order, with the titles that `skc connect gcp` prints. */
export const GCP_STEPS = {
  pool: 'Create a pool that trusts only this role',
  account: 'Create a service account that the role may impersonate',
  readOrganisation: 'Grant read access to metadata only, in the organisation',
  readProjects: 'Grant read access to metadata only, in each project',
  api: 'Choose how resources are listed',
} as const;

/** Id of the custom role. */
export const GCP_ROLE_ID = 'skcWatchReader';

/** Where a role is created and bound. */
export type GcpScope = { organisation: string } | { project: string };

/** The ARN by which Google sees the sessions of an AWS role. @param roleArn `arn:aws:iam::123456789012:role/name`. */
export function assumedRoleArn(roleArn: string): string {
  const [arn = 'arn', partition = 'aws', , , accountId = '', role = ''] = roleArn.split(':');
  return `${arn}:${partition}:sts::${accountId}:assumed-role/${role.slice(role.lastIndexOf('/') + 1)}`;
}

/** The sessions of one AWS role, as a member in an IAM policy. @param pool `projects/<number>/locations/global/workloadIdentityPools/<pool>`. */
export function awsRoleMember(pool: string, awsRole: string): string {
  return `principalSet://iam.googleapis.com/${pool}/attribute.aws_role/${awsRole}`;
}

/** Lets the AWS role impersonate a service account. @param project the project of the service account. */
export function actAsCommand(serviceAccount: string, project: string, member: string): string {
  return `gcloud iam service-accounts add-iam-policy-binding "${serviceAccount}" --project="${project}" --role=roles/iam.workloadIdentityUser --member="${member}"`;
}

/** Creates or updates the custom role, and binds it. */
export function readCommands(scope: GcpScope, member: string): string[] {
  const [flag, parent, binding] =
    'organisation' in scope
      ? [
          `--organization="${scope.organisation}"`,
          `organizations/${scope.organisation}`,
          `gcloud organizations add-iam-policy-binding "${scope.organisation}"`,
        ]
      : [
          `--project="${scope.project}"`,
          `projects/${scope.project}`,
          `gcloud projects add-iam-policy-binding "${scope.project}"`,
        ];
  return [
    'npx skc connect gcp --file role.yaml > role.yaml',
    `gcloud iam roles update ${GCP_ROLE_ID} ${flag} --file=role.yaml --quiet || gcloud iam roles create ${GCP_ROLE_ID} ${flag} --file=role.yaml`,
    `${binding} --member="${member}" --condition=None --role="${parent}/roles/${GCP_ROLE_ID}"`,
  ];
}

export function enableCommand(apis: readonly string[], project: string): string {
  return `gcloud services enable ${apis.join(' ')} --project="${project}"`;
}
