import * as z from 'zod';
import { GcpError, LOCATION_UNREACHABLE } from '../../clouds/gcp/problem.ts';
import { checked, type GcpCall } from '../../clouds/gcp/rest.ts';
import { perSession, type GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { PreciseReading, Reading } from '../contract.ts';
import { dateField, detailFields, wordField, type Unread } from '../fields.ts';
import { certificateFacts, GOOGLE_RENEWS_DAYS } from './certificate-facts.ts';
import { byName, fromAssets, notInForm, type GcpSource } from './contract.ts';
import { confirmedDirectly } from './precise.ts';
import { CERTIFICATE_TRAITS, replaceWeak } from './certificate-steps.ts';
import { gcpConsole } from './console.ts';

const PAGE = '500';

const certificateSchema = z.object({
  name: z.string().min(1),
  selfLink: z.string().min(1),
  creationTimestamp: z.string().optional(),
  expireTime: z.string().optional(),
  type: z.string().optional(),
  certificate: z.string().optional(),
  subjectAlternativeNames: z.array(z.string()).optional(),
  managed: z
    .object({
      status: z.string().optional(),
      domains: z.array(z.string()).optional(),
      domainStatus: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});
export type GcpSslCertificate = z.output<typeof certificateSchema>;

/** By scope: `global`, `regions/europe-west3`; a scope without certificates has a warning instead. */
const pageSchema = z.object({
  items: z.record(z.string(), z.object({ sslCertificates: z.array(z.unknown()).default([]) })).default({}),
  unreachables: z.array(z.string()).default([]),
});

const CERTIFICATES = {
  type: 'compute.googleapis.com/SslCertificate',
  schema: certificateSchema,
  locationOf: regionOf,
};

/**
 * Certificates of Compute Engine's load balancers. One aggregated list returns global and regional certificates.
 * Facts: Compute Engine API v1 (sslCertificates.aggregatedList) and the load balancing guide on SSL certificates.
 */
export const computeSslCertificate: GcpSource = {
  type: 'gcp.compute-ssl-certificate',
  cloud: 'gcp',
  kind: 'certificate',
  title: 'Compute SSL certificate',
  scope: 'regional',
  traits: CERTIFICATE_TRAITS,
  nextSteps: {
    expired: renew,
    expiring: renew,
    'renewal-failed': fixDomains,
    'weak-cryptography': replaceWeak,
  },
  console: (skc) =>
    gcpConsole(skc, `net-services/loadbalancing/advanced/sslCertificates/details/${skc.name}`),
  api: 'compute.googleapis.com',
  assetKinds: [CERTIFICATES],
  permissions: [
    { action: 'compute.sslCertificates.list', use: 'list' },
    { action: 'compute.sslCertificates.get', use: 'verify' },
  ],
  denied: [],
  locations: async (session) => {
    if (session.assets !== undefined) return session.assets.locations(CERTIFICATES, session.projectId);
    return (await everywhere(session)).certificates.map(regionOf);
  },

  async *list(session, reading) {
    const certificates =
      session.assets === undefined
        ? await listed(session, reading)
        : await fromAssets(session, CERTIFICATES, reading);
    yield certificates
      .filter((certificate) => regionOf(certificate) === reading.target.location)
      .map((certificate) => normaliseSslCertificate(certificate, reading.target));
  },

  async isGone(session, skc) {
    return (await byName(session, getting(session, skc), certificateSchema)) === undefined;
  },

  precise: preciseReadings(),
};

function renew({ renewedBy }: Skc): string {
  if (renewedBy === 'service') return fixDomains();
  return 'Get a new certificate, upload it under a new name, attach it to the load balancer.';
}

function fixDomains(): string {
  return 'Point the DNS records of its domains at the load balancer; see the status of each domain.';
}

const PREFIX = '//compute.googleapis.com/';

/** `projects/pay/global/sslCertificates/www` of a link, whichever host it names. */
function pathOf({ selfLink }: GcpSslCertificate): string {
  return selfLink.replace(/^.*\/(?=projects\/)/, '');
}

function regionOf(certificate: GcpSslCertificate): string {
  return /\/regions\/([^/]+)\//.exec(pathOf(certificate))?.[1] ?? 'global';
}

function getting(session: GcpSession, { id }: Pick<Skc, 'id'>): GcpCall {
  const path = `/compute/v1/${id.slice(PREFIX.length)}`;
  return { host: 'compute', operation: 'compute:GetSslCertificate', project: session.projectId, path };
}

interface Everywhere {
  certificates: GcpSslCertificate[];
  unreachable: string[];
  unreadable: number;
}

const everywhere = perSession(async (session): Promise<Everywhere> => {
  const call = {
    host: 'compute',
    operation: 'compute:AggregatedListSslCertificates',
    project: session.projectId,
    path: `/compute/v1/projects/${session.projectId}/aggregated/sslCertificates`,
    query: { maxResults: PAGE, returnPartialSuccess: 'true' },
  };
  const all: Everywhere = { certificates: [], unreachable: [], unreadable: 0 };
  for await (const page of session.rest.pages(call)) {
    const { items, unreachables } = checked(call, pageSchema, page);
    all.unreachable.push(...unreachables.map((scope) => scope.replace(/^.*\//, '')));
    for (const certificate of Object.values(items).flatMap(({ sslCertificates }) => sslCertificates)) {
      const read = certificateSchema.safeParse(certificate);
      if (read.success) all.certificates.push(read.data);
      else all.unreadable += 1;
    }
  }
  return all;
});

async function listed(session: GcpSession, reading: Reading): Promise<GcpSslCertificate[]> {
  const { certificates, unreachable, unreadable } = await everywhere(session);
  const operation = 'compute.sslCertificates.list';
  if (unreachable.includes(reading.target.location))
    throw new GcpError(operation, {
      code: LOCATION_UNREACHABLE,
      message: `Compute Engine in ${reading.target.location} did not respond; the other regions did.`,
    });
  if (unreadable > 0) reading.problem(notInForm(operation, unreadable));
  return certificates;
}

const RENEWAL: Readonly<Record<string, NonNullable<Skc['renewalStatus']>>> = {
  ACTIVE: 'succeeded',
  PROVISIONING: 'pending',
  PROVISIONING_FAILED: 'failed',
  PROVISIONING_FAILED_PERMANENTLY: 'failed',
  RENEWAL_FAILED: 'failed',
};

/** Pure: converts a certificate to an SKC. */
export function normaliseSslCertificate(certificate: GcpSslCertificate, target: Target): Skc {
  const unread: Unread = { unknown: {} };
  const { notBefore, keyAlgorithm, signatureAlgorithm, ...facts } = certificateFacts(
    certificate.certificate,
    unread,
  );
  const managed = certificate.type === 'MANAGED';
  const issued = certificate.expireTime !== undefined;
  const status = certificate.managed?.status;
  const refused = Object.entries(certificate.managed?.domainStatus ?? {}).find(([, word]) =>
    word.startsWith('FAILED'),
  );
  return {
    id: `${PREFIX}${pathOf(certificate)}`,
    kind: 'certificate',
    type: 'gcp.compute-ssl-certificate',
    cloud: 'gcp',
    account: target.account,
    location: target.location,
    name: certificate.name,
    state: issued ? 'active' : 'pre-activation',
    status,
    createdAt: dateField(certificate.creationTimestamp, 'createdAt', unread),
    notBefore,
    expiresAt: dateField(certificate.expireTime, 'expiresAt', unread),
    currentVersion: facts.serialNumber,
    renewedBy: managed ? 'service' : 'person',
    renewalStatus:
      managed && (issued || (status ?? '').includes('FAILED'))
        ? wordField(status, RENEWAL, 'renewalStatus', unread)
        : undefined,
    renewalReason: refused === undefined ? undefined : `${refused[0]}: ${refused[1]}`,
    renewsDaysBefore: managed ? GOOGLE_RENEWS_DAYS : undefined,
    keyAlgorithm,
    signatureAlgorithm,
    origin: certificate.type ?? 'SELF_MANAGED',
    details: detailFields({
      ...facts,
      domains: (certificate.subjectAlternativeNames ?? certificate.managed?.domains)?.join(', '),
    }),
    unknown: unread.unknown,
    precise: {},
  };
}

function preciseReadings(): PreciseReading<GcpSession>[] {
  const fields = ['expiresAt', 'renewalStatus', 'renewalReason', 'status', 'currentVersion'] as const;
  const read = async (session: GcpSession, skc: Skc): Promise<Partial<Skc>> => {
    const call = getting(session, skc);
    const certificate = checked(call, certificateSchema, await session.rest.ask(call));
    const now = normaliseSslCertificate(certificate, { ...skc, source: skc.type });
    return Object.fromEntries(fields.map((field) => [field, now[field]]));
  };
  return [
    confirmedDirectly({ field: 'expiresAt', confirms: ['expired', 'expiring'], fields }, read),
    confirmedDirectly({ field: 'renewalStatus', confirms: ['renewal-failed'], fields }, read),
  ];
}
