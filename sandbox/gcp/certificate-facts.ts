import { addDays, type Instant } from '../../shared/model/instant.ts';
import type {
  GcpCertificateDeclaration,
  GcpProject,
  GcpSslCertificateDeclaration,
} from '../estate/gcp-estate.ts';
import { happened } from '../estate/schedule.ts';
import { certificatePem } from './certificate-pem.ts';
import { perInstant } from './operation.ts';

type Declared = GcpCertificateDeclaration | GcpSslCertificateDeclaration;

export interface GcpCertificateFacts {
  /** `global` or a region. */
  location: string;
  certificate: { name: string; [member: string]: unknown };
}

/** Certificates of Certificate Manager in the form of its REST responses. */
export const gcpCertificateFacts = perInstant((project, now) =>
  Promise.all(
    project.certificates
      .filter((each) => exists(each, now))
      .map(async (declared): Promise<GcpCertificateFacts> => {
        const life = lifeAt(declared, now);
        const { managed, location, domains } = declared;
        return {
          location,
          certificate: {
            name: `projects/${project.id}/locations/${location}/certificates/${declared.name}`,
            createTime: declared.createdAt,
            updateTime: life?.notBefore ?? declared.createdAt,
            labels: declared.labels ?? {},
            scope: 'DEFAULT',
            ...(life === undefined
              ? {}
              : {
                  sanDnsnames: domains,
                  expireTime: life.notAfter,
                  pemCertificate: await pem(declared, project, life),
                }),
            ...(managed === undefined ? { selfManaged: {} } : { managed: managedBlock(declared, life, now) }),
          },
        };
      }),
  ),
);

/** Certificates of Compute Engine in the form of its REST responses. */
export const gcpSslCertificateFacts = perInstant((project, now) =>
  Promise.all(
    project.sslCertificates
      .filter((each) => exists(each, now))
      .map(async (declared): Promise<GcpCertificateFacts> => {
        const life = lifeAt(declared, now);
        const { managed, region, domains } = declared;
        const place = region === undefined ? 'global' : `regions/${region}`;
        const root = 'https://www.googleapis.com/compute/v1';
        return {
          location: region ?? 'global',
          certificate: {
            kind: 'compute#sslCertificate',
            id: project.number,
            name: declared.name,
            selfLink: `${root}/projects/${project.id}/${place}/sslCertificates/${declared.name}`,
            creationTimestamp: declared.createdAt,
            type: managed === undefined ? 'SELF_MANAGED' : 'MANAGED',
            ...(region === undefined ? {} : { region: `${root}/projects/${project.id}/regions/${region}` }),
            ...(life === undefined
              ? {}
              : {
                  expireTime: life.notAfter,
                  subjectAlternativeNames: domains,
                  certificate: await pem(declared, project, life),
                }),
            ...(managed === undefined ? {} : { managed: sslManagedBlock(declared, life, now) }),
          },
        };
      }),
  ),
);

function exists({ createdAt, deletedAt }: Declared, now: Instant): boolean {
  return createdAt <= now && !(deletedAt !== undefined && deletedAt <= now);
}

interface Life {
  notBefore: Instant;
  notAfter: Instant;
}

/** The certificate that is current at `now`; undefined if it was never issued. */
function lifeAt(declared: Declared, now: Instant): Life | undefined {
  const { managed, validDays, createdAt, reissues } = declared;
  if (managed?.unissued === true) return undefined;
  if (managed?.outcome === 'succeeds') {
    const everyDays = validDays - managed.beforeDays;
    const notBefore = happened({ from: createdAt, everyDays }, now, 1)[0] ?? createdAt;
    return { notBefore, notAfter: addDays(notBefore, validDays) };
  }
  const notBefore = happened(reissues, now, 1)[0] ?? createdAt;
  return { notBefore, notAfter: addDays(notBefore, validDays) };
}

function pem(
  { name, domains, rsaBits }: Declared,
  project: GcpProject,
  { notBefore, notAfter }: Life,
): Promise<string> {
  return certificatePem({
    seed: `${project.id}/${name}/${notBefore}`,
    domains,
    notBefore,
    notAfter,
    rsaBits,
  });
}

/** Whether a renewal, or the first issue, is overdue. */
function stuck({ managed }: Declared, life: Life | undefined, now: Instant): boolean {
  if (managed === undefined || managed.outcome === 'succeeds') return false;
  return life === undefined || now >= addDays(life.notAfter, -managed.beforeDays);
}

function managedBlock(declared: Declared, life: Life | undefined, now: Instant): object {
  const { domains, managed } = declared;
  const domain = domains[0] ?? '';
  if (!stuck(declared, life, now)) return { domains, state: life === undefined ? 'PROVISIONING' : 'ACTIVE' };
  if (managed?.outcome === 'waits-for-dns')
    return {
      domains,
      state: 'PROVISIONING',
      provisioningIssue: {
        reason: 'AUTHORIZATION_ISSUE',
        details: 'The DNS record of the authorization is missing.',
      },
      authorizationAttemptInfo: [{ domain, state: 'FAILED', failureReason: 'CONFIG' }],
    };
  return {
    domains,
    state: 'FAILED',
    authorizationAttemptInfo: [{ domain, state: 'FAILED', failureReason: 'CAA' }],
  };
}

function sslManagedBlock(declared: Declared, life: Life | undefined, now: Instant): object {
  const { domains } = declared;
  const failing = stuck(declared, life, now);
  const status = failing
    ? life === undefined
      ? 'PROVISIONING_FAILED'
      : 'RENEWAL_FAILED'
    : life === undefined
      ? 'PROVISIONING'
      : 'ACTIVE';
  const ofDomain = failing ? 'FAILED_NOT_VISIBLE' : status === 'ACTIVE' ? 'ACTIVE' : 'PROVISIONING';
  return { domains, status, domainStatus: Object.fromEntries(domains.map((domain) => [domain, ofDomain])) };
}
