import type { GcpEstate, GcpProject } from './gcp-estate.ts';
import { random, type Random } from './random.ts';
import { sampleGcpCertificates } from './sample-gcp-certificates.ts';
import { sampleGcpApiKeys, sampleGcpKeys, sampleGcpServiceAccounts } from './sample-gcp-keys.ts';
import {
  SAMPLE_GCP_IDENTITY,
  SAMPLE_GCP_ORGANISATION,
  SAMPLE_GCP_PROJECTS,
  sampleGcpProject,
  type SampleGcpProject,
} from './sample-gcp-projects.ts';
import { sampleGcpSecrets } from './sample-gcp-secrets.ts';
import type { At } from './sample-secrets.ts';

/** Number of ordinary secrets, by project. */
const ORDINARY: Partial<Record<SampleGcpProject, number>> = {
  'pay-risk-4711': 10,
  'shop-analytics-0815': 8,
  'lake-ml-2342': 6,
};

/** The sample organisation's projects in Google Cloud, about ninety SKCs in six projects. */
export function sampleGcp(at: At): GcpEstate {
  const from = random(20_261_122);
  const secrets = sampleGcpSecrets(at);
  const keys = sampleGcpKeys(at);
  const serviceAccounts = sampleGcpServiceAccounts(at);
  const apiKeys = sampleGcpApiKeys(at);
  const certificates = sampleGcpCertificates(at);
  return {
    organisationId: SAMPLE_GCP_ORGANISATION,
    workloadIdentity: SAMPLE_GCP_IDENTITY,
    projects: SAMPLE_GCP_PROJECTS.map((id) => {
      const project = sampleGcpProject(id, at);
      return {
        ...project,
        ...certificates[id],
        secrets: [...(secrets[id] ?? []), ...ordinarySecrets(project, ORDINARY[id] ?? 0, from, at)],
        keys: keys[id] ?? [],
        serviceAccounts: serviceAccounts[id] ?? [],
        apiKeys: apiKeys[id] ?? [],
      };
    }),
  };
}

/** Ordinary secrets: half rotate on schedule, the others are changed about once a year. */
function ordinarySecrets({ id }: GcpProject, count: number, from: Random, at: At): GcpProject['secrets'] {
  const team = id.replace(/-.*/, '');
  return Array.from({ length: count }, (_, index) => {
    const age = from.whole(40, 340);
    const shared = { name: `${team}-service-${index + 1}`, createdAt: at(-age), labels: { team } };
    if (from.chance(0.5)) return { ...shared, versions: [at(-age)] };
    const everyDays = from.pick([30, 60, 90]);
    const firstAt = at(-age + everyDays);
    return { ...shared, versions: { from: firstAt, everyDays }, rotation: { everyDays, firstAt } };
  });
}
