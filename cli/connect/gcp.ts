import {
  actAsCommand,
  awsRoleMember,
  enableCommand,
  GCP_ROLE_ID,
  GCP_STEPS,
  readCommands,
} from '../../shared/clouds/gcp/connecting.ts';
import type { GcpConfig } from '../../shared/config/gcp.ts';
import { gcpReadPermissions, gcpValuePermissions } from '../../shared/readers/gcp/permissions.ts';
import type { ConnectableCloud, ConnectStep } from './contract.ts';
import { ATTRIBUTE_MAPPING, gcpTerraformFile, roleFile, type GcpNames } from './gcp-files.ts';
import { roleCommand } from './role-command.ts';

const NAMES: GcpNames = {
  pool: 'skc-watch',
  provider: 'aws',
  serviceAccount: 'skc-watch',
  role: GCP_ROLE_ID,
  title: 'SKC Watch metadata reader',
};

/** APIs that must be on in the project that holds pool and service account. */
const TOOLS_APIS = [
  'iam.googleapis.com',
  'sts.googleapis.com',
  'iamcredentials.googleapis.com',
  'cloudresourcemanager.googleapis.com',
  'cloudasset.googleapis.com',
];

const ACCOUNT = `${NAMES.serviceAccount}@$TOOLS_PROJECT.iam.gserviceaccount.com`;
const POOL = `projects/$TOOLS_NUMBER/locations/global/workloadIdentityPools/${NAMES.pool}`;

/** Google Cloud: a pool trusts the one AWS role, which acts as a service account, which a custom role lets read. */
export const connectGcp: ConnectableCloud = {
  name: 'gcp',
  title: 'Google Cloud',
  guide({ config, roleArn }) {
    const permissions = gcpReadPermissions();
    return {
      steps: [
        namesStep(roleArn, config.gcp),
        poolStep(),
        accountStep(),
        readStep(config.gcp),
        apiStep(),
        keepStep(config.gcp),
      ],
      files: [
        { name: 'role.yaml', content: roleFile(NAMES, permissions, gcpValuePermissions()) },
        { name: 'main.tf', content: gcpTerraformFile(NAMES, permissions, TOOLS_APIS) },
      ],
    };
  },
};

function namesStep(roleArn: string | undefined, gcp: GcpConfig | undefined): ConnectStep {
  const organisation = gcp?.organisationId;
  return {
    title: 'Name the AWS role, the project for the tools, and the organisation',
    why: 'The AWS role comes with the deployment (npm run deploy), under this very name; its session, not the role, is what Google sees. Choose any project for pool and service account.',
    commands: [
      roleArn === undefined ? roleCommand('gcp') : `export ROLE_ARN=${roleArn}`,
      'export AWS_ACCOUNT=$(echo "$ROLE_ARN" | cut -d: -f5)',
      'export AWS_ROLE="arn:aws:sts::$AWS_ACCOUNT:assumed-role/${ROLE_ARN##*/}"',
      'export TOOLS_PROJECT=$(gcloud config get-value project)',
      'export TOOLS_NUMBER=$(gcloud projects describe "$TOOLS_PROJECT" --format="value(projectNumber)")',
      organisation === undefined
        ? 'export ORGANISATION=$(gcloud organizations list --format="value(name.basename())" --limit=1)'
        : `export ORGANISATION=${organisation}`,
      enableCommand(TOOLS_APIS, '$TOOLS_PROJECT'),
    ],
  };
}

function poolStep(): ConnectStep {
  const mapping = Object.entries(ATTRIBUTE_MAPPING).map(([name, rule]) => `${name}=${rule}`);
  return {
    title: GCP_STEPS.pool,
    why: 'No key is made: AWS signs who calls, Google asks AWS. The condition lets in the one role, and no other of the account.',
    commands: [
      `gcloud iam workload-identity-pools create ${NAMES.pool} --project="$TOOLS_PROJECT" --location=global`,
      `gcloud iam workload-identity-pools providers create-aws ${NAMES.provider} --project="$TOOLS_PROJECT" --location=global --workload-identity-pool=${NAMES.pool} --account-id="$AWS_ACCOUNT" --attribute-mapping="${mapping.join(',')}" --attribute-condition="attribute.aws_role == '$AWS_ROLE'"`,
    ],
  };
}

function accountStep(): ConnectStep {
  return {
    title: GCP_STEPS.account,
    why: 'It has no keys, and the grant names the role, so nobody else can be it.',
    commands: [
      `gcloud iam service-accounts create ${NAMES.serviceAccount} --project="$TOOLS_PROJECT" --display-name="${NAMES.title}"`,
      actAsCommand(ACCOUNT, '$TOOLS_PROJECT', awsRoleMember(POOL, '$AWS_ROLE')),
    ],
  };
}

/** At the organisation, or, where the configuration names projects alone, in each of them. */
function readStep(gcp: GcpConfig | undefined): ConnectStep {
  const projects = gcp?.organisationId === undefined ? (gcp?.include.projects ?? []) : [];
  const why =
    'A role of its own with exactly what the sources declare: roles/viewer and roles/serviceusage.apiKeysViewer would also hand out the strings of API keys.';
  const member = `serviceAccount:${ACCOUNT}`;
  if (projects.length === 0)
    return {
      title: GCP_STEPS.readOrganisation,
      why,
      commands: readCommands({ organisation: '$ORGANISATION' }, member),
    };
  return {
    title: GCP_STEPS.readProjects,
    why,
    commands: [...new Set(projects.flatMap((project) => readCommands({ project }, member)))],
  };
}

function apiStep(): ConnectStep {
  return {
    title: GCP_STEPS.api,
    why: 'With Cloud Asset Inventory one listing serves the whole organisation, whichever APIs are on in a project. Without it each project’s own APIs are asked; one that is off is reported with the command that switches it on.',
    commands: ['echo "gcp.assetInventory: true needs gcp.organisationId, and the role at the organisation"'],
  };
}

function keepStep(gcp: GcpConfig | undefined): ConnectStep {
  const organisation = gcp?.organisationId ?? '$ORGANISATION';
  return {
    title: 'Tell SKC Watch, and prove it',
    why: 'None of these names is a secret.',
    commands: [
      `echo "in skc.config.json: \\"gcp\\": { \\"organisationId\\": \\"${organisation}\\", \\"assetInventory\\": true, \\"workloadIdentity\\": { \\"audience\\": \\"//iam.googleapis.com/${POOL}/providers/${NAMES.provider}\\" }, \\"serviceAccount\\": \\"${ACCOUNT}\\" }"`,
      'npm run deploy',
      'npx skc --stack SkcWatch doctor',
    ],
  };
}
