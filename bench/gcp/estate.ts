import { MANAGEMENT_ACCOUNT } from '../../sandbox/estate/generate.ts';
import type { GcpEstate, GcpProject, GcpSecretDeclaration } from '../../sandbox/estate/gcp-estate.ts';
import { addDays, type Instant } from '../../shared/model/instant.ts';
import type { GcpShape } from '../sandbox/shape.ts';

export const ORGANISATION = '600000000000';
export const AUDIENCE =
  '//iam.googleapis.com/projects/700000000000/locations/global/workloadIdentityPools/skc/providers/aws';
export const SERVICE_ACCOUNT = 'skc-watch@sec-tools-4711.iam.gserviceaccount.com';

const LOCATION = 'europe-west3';

/**
 * Projects of one size. Of 100 SKCs, 70 are secrets with two versions each, 15 are KMS keys, 5 service-account keys, 5
 * API keys and 5 certificates. One secret in four and every service-account and API key has a finding.
 */
export function gcpEstate({ projects, skcs }: GcpShape, epoch: Instant): GcpEstate {
  return {
    organisationId: ORGANISATION,
    workloadIdentity: {
      audience: AUDIENCE,
      awsAccountId: MANAGEMENT_ACCOUNT,
      serviceAccount: SERVICE_ACCOUNT,
    },
    projects: Array.from({ length: projects }, (_, index) => projectOf(index, skcs / 100, epoch)),
  };
}

function projectOf(index: number, hundreds: number, epoch: Instant): GcpProject {
  const at = (days: number) => addDays(epoch, days);
  const many = <T>(ofHundred: number, make: (index: number) => T) =>
    Array.from({ length: ofHundred * hundreds }, (_, each) => make(each));
  const life = { createdAt: at(-20), validDays: 365 };
  return {
    id: `team-project-${index}`,
    number: String(100_000_000_000 + index),
    name: `Team ${index}`,
    parent: `organizations/${ORGANISATION}`,
    createdAt: at(-1500),
    locations: [LOCATION],
    secrets: many(70, (each) => secretOf(each, at)),
    keys: many(15, (each) => ({
      ring: 'main',
      name: `app-${each}-key`,
      location: LOCATION,
      createdAt: at(-100),
      purpose: 'ENCRYPT_DECRYPT',
      algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION',
      protectionLevel: 'SOFTWARE',
      rotation: { everyDays: 90, firstAt: at(-10) },
      labels: { team: `team-${each % 9}` },
    })),
    serviceAccounts: many(5, (each) => ({
      name: `job-${each}`,
      createdAt: at(-200),
      keys: [{ id: `${index}-${each}`.padEnd(40, '0'), createdAt: at(-(10 + (each % 150))) }],
    })),
    apiKeys: many(5, (each) => ({
      uid: `uid-${index}-${each}`,
      displayName: `key ${each}`,
      createdAt: at(-20),
    })),
    certificates: many(3, (each) => ({
      ...life,
      name: `app-${each}`,
      location: 'global',
      domains: [`app-${each}.example.com`],
    })),
    sslCertificates: many(2, (each) => ({ ...life, name: `site-${each}`, domains: ['site.example.com'] })),
  };
}

function secretOf(index: number, at: (days: number) => Instant): GcpSecretDeclaration {
  const declared = {
    name: `app-${index}-database-password`,
    labels: { team: `team-${index % 9}`, environment: 'prod' },
    createdAt: at(-100 - (index % 50)),
    versions: [at(-100 - (index % 50)), at(-1 - (index % 9))],
    // One in fourteen is regional.
    ...(index % 14 === 0 ? { region: LOCATION } : {}),
  };
  const slot = index % 20;
  if (slot < 10) return { ...declared, expiresAt: at(500) };
  if (slot < 15) return { ...declared, rotation: { everyDays: 90, firstAt: at(-10) } };
  if (slot < 19) return declared;
  return { ...declared, expiresAt: at(20) };
}
