/** The steps of connecting Google Cloud, in their order, by the titles that `skc connect gcp` prints. */
export const GCP_STEPS = {
  pool: 'Let a pool trust that one role',
  account: 'Make a service account that the role may act as',
  readOrganisation: 'Let it read metadata of the organisation, and nothing else',
  readProjects: 'Let it read metadata of each project, and nothing else',
  api: 'Choose how it is read',
} as const;

/** Id of the custom role. */
export const GCP_ROLE_ID = 'skcWatchReader';

/** Where a role is made and bound. */
export type GcpScope = { organisation: string } | { project: string };

/** The role of an AWS session as Google sees it. @param roleArn `arn:aws:iam::123456789012:role/name`. */
export function assumedRoleArn(roleArn: string): string {
  const [arn = 'arn', partition = 'aws', , , accountId = '', role = ''] = roleArn.split(':');
  return `${arn}:${partition}:sts::${accountId}:assumed-role/${role.slice(role.lastIndexOf('/') + 1)}`;
}

/** The sessions of one AWS role, as a member of a policy. @param pool `projects/<number>/locations/global/workloadIdentityPools/<pool>`. */
export function awsRoleMember(pool: string, awsRole: string): string {
  return `principalSet://iam.googleapis.com/${pool}/attribute.aws_role/${awsRole}`;
}

/** Lets the AWS role act as a service account. @param project Whose service account it is. */
export function actAsCommand(serviceAccount: string, project: string, member: string): string {
  return `gcloud iam service-accounts add-iam-policy-binding "${serviceAccount}" --project="${project}" --role=roles/iam.workloadIdentityUser --member="${member}"`;
}

/** Makes the custom role where it is not yet, brings it up to date where it is, and binds it. */
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
