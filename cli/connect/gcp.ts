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

/** APIs that must be enabled in the project that holds the pool and the service account. */
const TOOLS_APIS = [
  'iam.googleapis.com',
  'sts.googleapis.com',
  'iamcredentials.googleapis.com',
  'cloudresourcemanager.googleapis.com',
];
/** Only where the whole organisation is listed at once. */
const ASSET_API = 'cloudasset.googleapis.com';

const ACCOUNT = `${NAMES.serviceAccount}@$TOOLS_PROJECT.iam.gserviceaccount.com`;
const POOL = `projects/$TOOLS_NUMBER/locations/global/workloadIdentityPools/${NAMES.pool}`;

/** Google Cloud: a pool trusts one AWS role, which impersonates a service account with a custom role for reading. */
export const connectGcp: ConnectableCloud = {
  name: 'gcp',
  title: 'Google Cloud',
  guide({ config, roleArn }) {
    const assetInventory = config.gcp?.assetInventory === true;
    const permissions = gcpReadPermissions({ assetInventory });
    const apis = assetInventory ? [...TOOLS_APIS, ASSET_API] : TOOLS_APIS;
    return {
      steps: [
        namesStep(roleArn, config.gcp, apis),
        poolStep(),
        accountStep(),
        readStep(config.gcp),
        apiStep(assetInventory),
        configureStep(config.gcp),
      ],
      files: [
        { name: 'role.yaml', content: roleFile(NAMES, permissions, gcpValuePermissions()) },
        { name: 'main.tf', content: gcpTerraformFile(NAMES, permissions, apis) },
      ],
    };
  },
};

function namesStep(
  roleArn: string | undefined,
  gcp: GcpConfig | undefined,
  apis: readonly string[],
): ConnectStep {
  const organisation = gcp?.organisationId;
  return {
    title: 'Set the AWS role, the project for the pool, and the organisation',
    why: 'npm run deploy creates the AWS role under this name. Google sees its sessions, not the role itself. Any project can hold the pool and the service account.',
    commands: [
      roleArn === undefined ? roleCommand('gcp') : `export ROLE_ARN=${roleArn}`,
      'export AWS_ACCOUNT=$(echo "$ROLE_ARN" | cut -d: -f5)',
      'export AWS_ROLE="$(echo "$ROLE_ARN" | cut -d: -f1-2):sts::$AWS_ACCOUNT:assumed-role/${ROLE_ARN##*/}"',
      'export TOOLS_PROJECT=$(gcloud config get-value project)',
      'export TOOLS_NUMBER=$(gcloud projects describe "$TOOLS_PROJECT" --format="value(projectNumber)")',
      organisation === undefined
        ? 'export ORGANISATION=$(gcloud organizations list --format="value(name.basename())" --limit=1)'
        : `export ORGANISATION=${organisation}`,
      enableCommand(apis, '$TOOLS_PROJECT'),
    ],
  };
}

function poolStep(): ConnectStep {
  const mapping = Object.entries(ATTRIBUTE_MAPPING).map(([name, rule]) => `${name}=${rule}`);
  return {
    title: GCP_STEPS.pool,
    why: 'Creates no key: AWS signs the caller’s identity and Google verifies it with AWS. The condition admits only this role of the account.',
    commands: [
      `gcloud iam workload-identity-pools create ${NAMES.pool} --project="$TOOLS_PROJECT" --location=global`,
      `gcloud iam workload-identity-pools providers create-aws ${NAMES.provider} --project="$TOOLS_PROJECT" --location=global --workload-identity-pool=${NAMES.pool} --account-id="$AWS_ACCOUNT" --attribute-mapping="${mapping.join(',')}" --attribute-condition="attribute.aws_role == '$AWS_ROLE'"`,
    ],
  };
}

function accountStep(): ConnectStep {
  return {
    title: GCP_STEPS.account,
    why: 'The service account has no keys. Only the AWS role may impersonate it.',
    commands: [
      `gcloud iam service-accounts create ${NAMES.serviceAccount} --project="$TOOLS_PROJECT" --display-name="${NAMES.title}"`,
      actAsCommand(ACCOUNT, '$TOOLS_PROJECT', awsRoleMember(POOL, '$AWS_ROLE')),
    ],
  };
}

/** At the organisation or, if the configuration names only projects, in each project. */
function readStep(gcp: GcpConfig | undefined): ConnectStep {
  const projects = gcp?.organisationId === undefined ? (gcp?.include.projects ?? []) : [];
  const why =
    'A custom role with exactly the permissions that SKC Watch needs: roles/viewer and roles/serviceusage.apiKeysViewer would also reveal API key strings.';
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

/** What the permission of Cloud Asset Inventory opens beyond secrets, keys and certificates. */
const OPENS =
  'Its permission cloudasset.assets.listResource reads the metadata of every type of asset in the organisation, and some of it holds values: environment variables of Cloud Run services and functions, start-up scripts of virtual machines. SKC Watch asks only for the types that it lists; the permission is for all types.';

function apiStep(assetInventory: boolean): ConnectStep {
  return assetInventory
    ? {
        title: GCP_STEPS.api,
        why: `The configuration sets gcp.assetInventory: the whole organisation is listed at once, whichever APIs a project has enabled. ${OPENS} Without it each project is read by itself, and the role has no such permission.`,
        commands: [
          'echo "To read each project by itself: remove gcp.assetInventory, then repeat the step that grants read access"',
        ],
      }
    : {
        title: GCP_STEPS.api,
        why: `SKC Watch reads each project by itself, and reports a disabled API with the command that enables it. To list the whole organisation at once with Cloud Asset Inventory, set gcp.assetInventory. ${OPENS}`,
        commands: [
          'echo "To list the organisation at once: set gcp.organisationId and gcp.assetInventory in skc.config.json, then repeat these steps"',
        ],
      };
}

function configureStep(gcp: GcpConfig | undefined): ConnectStep {
  const organisation = gcp?.organisationId ?? '$ORGANISATION';
  const inventory = gcp?.assetInventory === true ? '\\"assetInventory\\": true, ' : '';
  return {
    title: 'Configure SKC Watch and check it',
    why: 'None of these names is secret.',
    commands: [
      `echo "Add to skc.config.json: \\"gcp\\": { \\"organisationId\\": \\"${organisation}\\", ${inventory}\\"workloadIdentity\\": { \\"audience\\": \\"//iam.googleapis.com/${POOL}/providers/${NAMES.provider}\\" }, \\"serviceAccount\\": \\"${ACCOUNT}\\" }"`,
      'npm run deploy',
      'npx skc --stack SkcWatch doctor',
    ],
  };
}
