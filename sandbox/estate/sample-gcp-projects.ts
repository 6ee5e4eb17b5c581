import type { GcpEstate, GcpProject } from './gcp-estate.ts';
import { MANAGEMENT_ACCOUNT } from './generate.ts';
import type { At } from './sample-secrets.ts';

export const SAMPLE_GCP_PROJECTS = [
  'pay-risk-4711',
  'shop-analytics-0815',
  'lake-ml-2342',
  'core-archive-1999',
  'play-labs-5050',
  'shop-legacy-1234',
] as const;
export type SampleGcpProject = (typeof SAMPLE_GCP_PROJECTS)[number];

export const SAMPLE_GCP_ORGANISATION = '600000000000';

/** The identity that reads the sample: the AWS account of SKC Watch, as a service account of a tools project. */
export const SAMPLE_GCP_IDENTITY: NonNullable<GcpEstate['workloadIdentity']> = {
  audience:
    '//iam.googleapis.com/projects/700000000000/locations/global/workloadIdentityPools/skc-watch/providers/aws',
  awsAccountId: MANAGEMENT_ACCOUNT,
  serviceAccount: 'skc-watch@sec-tools-7000.iam.gserviceaccount.com',
};

const NAMES: Record<SampleGcpProject, string> = {
  'pay-risk-4711': 'Payments risk',
  'shop-analytics-0815': 'Shop analytics',
  'lake-ml-2342': 'Lake machine learning',
  'core-archive-1999': 'Core archive',
  'play-labs-5050': 'Playground',
  'shop-legacy-1234': 'Shop legacy',
};

/** A project of the sample without its SKCs. One denies its secrets, one has a disabled API, one is deleted later. */
export function sampleGcpProject(id: SampleGcpProject, at: At): GcpProject {
  return {
    id,
    number: String(710_000_000_001 + SAMPLE_GCP_PROJECTS.indexOf(id)),
    name: NAMES[id],
    parent: id.startsWith('play') ? 'folders/500000000002' : 'folders/500000000001',
    createdAt: at(-1500),
    locations: ['europe-west1', 'europe-west3'],
    secrets: [],
    keys: [],
    serviceAccounts: [],
    apiKeys: [],
    certificates: [],
    sslCertificates: [],
    ...(id === 'core-archive-1999' ? { denials: [{ permission: 'secretmanager.secrets.list' }] } : {}),
    ...(id === 'play-labs-5050' ? { disabledApis: ['cloudkms.googleapis.com'] } : {}),
    ...(id === 'shop-legacy-1234' ? { deletedAt: at(11) } : {}),
  };
}
