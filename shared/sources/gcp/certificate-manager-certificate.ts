import * as z from 'zod';
import type { GcpCall } from '../../clouds/gcp/rest.ts';
import { perSession, type GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import { GcpError, LOCATION_UNREACHABLE } from '../../clouds/gcp/problem.ts';
import { checked } from '../../clouds/gcp/rest.ts';
import type { PreciseReading, Reading } from '../contract.ts';
import { dateField, detailFields, wordField, type Unread } from '../fields.ts';
import { certificateFacts, GOOGLE_RENEWS_DAYS } from './certificate-facts.ts';
import { byName, fromAssets, lastPart, locationOf, notInForm, type GcpSource } from './contract.ts';
import { confirmedDirectly } from './precise.ts';
import { CERTIFICATE_TRAITS, replaceWeak } from './certificate-steps.ts';
import { gcpConsole } from './console.ts';

const PAGE = '500';

const certificateSchema = z.object({
  name: z.string().min(1),
  createTime: z.string().optional(),
  expireTime: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  sanDnsnames: z.array(z.string()).optional(),
  pemCertificate: z.string().optional(),
  scope: z.string().optional(),
  selfManaged: z.object({}).optional(),
  managed: z
    .object({
      state: z.string().optional(),
      domains: z.array(z.string()).optional(),
      issuanceConfig: z.string().optional(),
      provisioningIssue: z
        .object({ reason: z.string().optional(), details: z.string().optional() })
        .optional(),
      authorizationAttemptInfo: z
        .array(
          z.object({
            domain: z.string().optional(),
            state: z.string().optional(),
            failureReason: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
export type GcpCertificate = z.output<typeof certificateSchema>;

const pageSchema = z.object({
  certificates: z.array(z.unknown()).default([]),
  unreachable: z.array(z.string()).default([]),
});

const CERTIFICATES = {
  type: 'certificatemanager.googleapis.com/Certificate',
  schema: certificateSchema,
  locationOf: ({ name }: GcpCertificate) => locationOf(name),
};

/**
 * Certificates of Certificate Manager. One call lists all locations. Google renews managed certificates. Facts:
 * Certificate Manager API v1 (projects.locations.certificates) and its guide, "How Certificate Manager works".
 */
export const certificateManagerCertificate: GcpSource = {
  type: 'gcp.certificate-manager-certificate',
  cloud: 'gcp',
  kind: 'certificate',
  title: 'Certificate Manager certificate',
  scope: 'regional',
  traits: CERTIFICATE_TRAITS,
  nextSteps: {
    expired: renew,
    expiring: renew,
    'renewal-failed': fixIssuing,
    'weak-cryptography': replaceWeak,
  },
  console: (skc) => gcpConsole(skc, 'security/ccm/list/lbCertificates'),
  api: 'certificatemanager.googleapis.com',
  assetKinds: [CERTIFICATES],
  permissions: [
    { action: 'certificatemanager.certs.list', use: 'list' },
    { action: 'certificatemanager.certs.get', use: 'verify' },
  ],
  denied: [],
  locations: async (session) => {
    if (session.assets !== undefined) return session.assets.locations(CERTIFICATES, session.projectId);
    return (await allLocations(session)).certificates.map(({ name }) => locationOf(name));
  },

  async *list(session, reading) {
    const certificates =
      session.assets === undefined
        ? await listed(session, reading)
        : await fromAssets(session, CERTIFICATES, reading);
    yield certificates
      .filter(({ name }) => locationOf(name) === reading.target.location)
      .map((certificate) => normaliseCertificate(certificate, reading.target));
  },

  async isGone(session, skc) {
    return (
      (await byName(session, asking(session, 'GetCertificate', nameOf(skc)), certificateSchema)) === undefined
    );
  },

  precise: preciseReadings(),
};

function renew(skc: Skc): string {
  if (skc.renewedBy === 'service') return fixIssuing(skc);
  return `Get a new certificate and upload it in Certificate Manager in ${skc.location}.`;
}

function fixIssuing({ location }: Skc): string {
  return `Open Certificate Manager in ${location}, read the reason, fix DNS authorization or CAA.`;
}

const PREFIX = '//certificatemanager.googleapis.com/';

function nameOf({ id }: Pick<Skc, 'id'>): string {
  return id.slice(PREFIX.length);
}

function asking(session: GcpSession, operation: string, path: string, query: GcpCall['query'] = {}): GcpCall {
  const { projectId: project } = session;
  return {
    host: 'certificatemanager',
    operation: `certificatemanager:${operation}`,
    project,
    path: `/v1/${path}`,
    query,
  };
}

interface Everywhere {
  certificates: GcpCertificate[];
  /** Locations that did not respond. */
  unreachable: string[];
  unreadable: number;
}

/** `-` stands for every location. */
const allLocations = perSession(async (session): Promise<Everywhere> => {
  const call = asking(session, 'ListCertificates', `projects/${session.projectId}/locations/-/certificates`, {
    pageSize: PAGE,
  });
  const all: Everywhere = { certificates: [], unreachable: [], unreadable: 0 };
  for await (const page of session.rest.pages(call)) {
    const { certificates, unreachable } = checked(call, pageSchema, page);
    all.unreachable.push(...unreachable.map(lastPart));
    for (const certificate of certificates) {
      const read = certificateSchema.safeParse(certificate);
      if (read.success) all.certificates.push(read.data);
      else all.unreadable += 1;
    }
  }
  return all;
});

async function listed(session: GcpSession, reading: Reading): Promise<GcpCertificate[]> {
  const { certificates, unreachable, unreadable } = await allLocations(session);
  const operation = 'certificatemanager.certs.list';
  if (unreachable.includes(reading.target.location))
    throw new GcpError(operation, {
      code: LOCATION_UNREACHABLE,
      message: `Certificate Manager in ${reading.target.location} did not respond; the other locations did.`,
    });
  if (unreadable > 0) reading.problem(notInForm(operation, unreadable));
  return certificates;
}

const RENEWAL: Readonly<Record<string, NonNullable<Skc['renewalStatus']>>> = {
  ACTIVE: 'succeeded',
  PROVISIONING: 'pending',
  FAILED: 'failed',
};

/** Pure: converts a certificate to an SKC. */
export function normaliseCertificate(certificate: GcpCertificate, target: Target): Skc {
  const unread: Unread = { unknown: {} };
  const { notBefore, keyAlgorithm, signatureAlgorithm, ...facts } = certificateFacts(
    certificate.pemCertificate,
    unread,
  );
  const { managed } = certificate;
  const expiresAt = dateField(certificate.expireTime, 'expiresAt', unread);
  const issued = certificate.expireTime !== undefined;
  return {
    id: `${PREFIX}${certificate.name}`,
    kind: 'certificate',
    type: 'gcp.certificate-manager-certificate',
    cloud: 'gcp',
    account: target.account,
    location: target.location,
    name: lastPart(certificate.name),
    state: issued ? 'active' : 'pre-activation',
    status: managed?.state,
    createdAt: dateField(certificate.createTime, 'createdAt', unread),
    notBefore,
    expiresAt,
    currentVersion: facts.serialNumber,
    renewedBy: managed === undefined ? 'person' : 'service',
    renewalStatus: issued || managed?.state === 'FAILED' ? renewalStatus(managed, unread) : undefined,
    renewalReason: reasonOf(managed),
    // With the owner's own CA, the issuance configuration sets the date.
    renewsDaysBefore:
      managed === undefined || managed.issuanceConfig !== undefined ? undefined : GOOGLE_RENEWS_DAYS,
    keyAlgorithm,
    signatureAlgorithm,
    origin: managed === undefined ? 'SELF_MANAGED' : 'MANAGED',
    tags: certificate.labels ?? {},
    details: detailFields({
      ...facts,
      domains: (certificate.sanDnsnames ?? managed?.domains)?.join(', '),
      scope: certificate.scope,
      issuanceConfig: managed?.issuanceConfig,
    }),
    unknown: unread.unknown,
    precise: {},
  };
}

/** An unauthorised domain is waiting for its DNS record to be set. */
function renewalStatus(managed: GcpCertificate['managed'], unread: Unread): Skc['renewalStatus'] {
  if (managed === undefined) return undefined;
  const status = wordField(managed.state, RENEWAL, 'renewalStatus', unread);
  const waits = managed.provisioningIssue?.reason === 'AUTHORIZATION_ISSUE';
  return status === 'pending' && waits ? 'pending-validation' : status;
}

function reasonOf(managed: GcpCertificate['managed']): string | undefined {
  const refused = managed?.authorizationAttemptInfo?.find(({ state }) => state === 'FAILED');
  return managed?.provisioningIssue?.reason ?? refused?.failureReason;
}

function preciseReadings(): PreciseReading<GcpSession>[] {
  const fields = ['expiresAt', 'renewalStatus', 'renewalReason', 'status', 'currentVersion'] as const;
  const read = async (session: GcpSession, skc: Skc): Promise<Partial<Skc>> => {
    const call = asking(session, 'GetCertificate', nameOf(skc));
    const certificate = checked(call, certificateSchema, await session.rest.ask(call));
    const now = normaliseCertificate(certificate, { ...skc, source: skc.type });
    return Object.fromEntries(fields.map((field) => [field, now[field]]));
  };
  return [
    confirmedDirectly({ field: 'expiresAt', confirms: ['expired', 'expiring'], fields }, read),
    confirmedDirectly({ field: 'renewalStatus', confirms: ['renewal-failed'], fields }, read),
  ];
}
