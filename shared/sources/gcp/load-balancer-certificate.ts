import { GcpError, LOCATION_UNREACHABLE } from '../../clouds/gcp/problem.ts';
import type { AssetKind } from '../../clouds/gcp/assets.ts';
import type { GcpCall } from '../../clouds/gcp/call.ts';
import { entriesOf, type Entry } from '../../clouds/gcp/entries.ts';
import { checked } from '../../clouds/gcp/rest.ts';
import { perProject, type GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import { accountIdOf, type Problem, type Target } from '../../model/target.ts';
import type { PreciseReading, Reading } from '../contract.ts';
import { dateField, detailFields, type Unread } from '../fields.ts';
import type { Traits } from '../traits.ts';
import { certificateFacts } from './certificate-facts.ts';
import {
  byName,
  fromAssets,
  givenDate,
  markOdd,
  pageFromAssets,
  withProjectId,
  type GcpSource,
} from './contract.ts';
import { confirmedDirectly } from './precise.ts';

/**
 * A service of load balancer certificates. Listing, looking up and confirming work in the same way for all of them.
 */
export interface CertificateService<T extends object> extends Pick<
  GcpSource,
  'type' | 'title' | 'console' | 'api'
> {
  /** Names of the service and its other locations, for the message about a location that did not respond. */
  words: { service: string; otherLocations: string };
  tags: Traits['tags'];
  permissions: { list: string; get: string };
  /** The next steps to get a valid certificate. `fixRenewal` is used if the service renews it. */
  nextSteps: { renew: (skc: Skc) => string; fixRenewal: (skc: Skc) => string };
  asset: Required<AssetKind<T>>;
  /** Lists the certificates of all locations. */
  listing(session: GcpSession): GcpCall;
  /**
   * Pure: the certificates of a page, and the locations that did not respond.
   * @throws {GcpError} if the page is not in its documented form.
   */
  page(call: GcpCall, page: unknown): { certificates: readonly unknown[]; unreachable: readonly string[] };
  /** Reads one certificate, by the resource name in its id. */
  getting(session: GcpSession, name: string): GcpCall;
  /** Pure. What cannot be parsed is recorded in `unread`. */
  fields(certificate: T, unread: Unread): CertificateFields;
}

/** A certificate as returned by the service. */
export interface CertificateFields {
  /** `projects/pay/locations/global/certificates/www`. */
  resourceName: string;
  name: string;
  createTime: string | undefined;
  /** Undefined while a managed certificate is not issued yet. */
  expireTime: string | undefined;
  pem: string | undefined;
  /** Whether Google renews it. */
  managed: boolean;
  domains: readonly string[] | undefined;
  /** Fields of the SKC that only this service has. */
  skc: Pick<
    Skc,
    | 'status'
    | 'renewalStatus'
    | 'renewalReason'
    | 'renewsDaysBefore'
    | 'origin'
    | 'inUse'
    | 'unusable'
    | 'tags'
    | 'details'
  >;
}

/** The source of a service's certificates. One call lists all locations; Google renews managed certificates. */
export function certificateSource<T extends object>(service: CertificateService<T>): GcpSource {
  const { type, title, console, api, permissions, nextSteps, asset, tags } = service;
  const all = perProject((session) => everywhere(session, service));
  const renew = (skc: Skc) =>
    skc.renewedBy === 'service' ? nextSteps.fixRenewal(skc) : nextSteps.renew(skc);
  return {
    type,
    cloud: 'gcp',
    kind: 'certificate',
    title,
    scope: 'regional',
    traits: { ...TRAITS, tags },
    nextSteps: {
      expired: renew,
      expiring: renew,
      'renewal-failed': nextSteps.fixRenewal,
      'weak-cryptography': replaceWeak,
    },
    console,
    api,
    assetKinds: [asset],
    permissions: [
      { action: permissions.list, use: 'list' },
      { action: permissions.get, use: 'verify' },
    ],
    denied: [],
    locations: async (session) => {
      if (session.assets !== undefined) return session.assets.locations(asset, session.projectId);
      return (await all(session)).certificates.map(asset.locationOf);
    },

    async *list(session, reading) {
      const here = (certificates: readonly T[]) =>
        certificates
          .filter((certificate) => asset.locationOf(certificate) === reading.target.location)
          .map((certificate) => normalised(certificate, service, reading.target));
      if (session.assets !== undefined) {
        yield* pageFromAssets(session, asset, async () => here(await fromAssets(session, asset, reading)));
        return;
      }
      const listed = await all(session);
      yield here(certificatesOf(listed, service, reading));
      if (listed.endedBy !== undefined) throw listed.endedBy;
    },

    async isGone(session, skc) {
      const call = service.getting(session, resourceNameOf(skc, service));
      return (await byName(session, call, asset.schema)) === undefined;
    },

    precise: preciseReadings(service),
  };
}

const TRAITS: Omit<Traits, 'tags'> = {
  lastUse: 'never',
  algorithm: 'given',
  end: 'optional',
  standing: 'no',
  rotation: { by: 'none' },
  deletion: 'at-once',
};

function replaceWeak({ location }: Skc): string {
  return `Replace it in ${location} with an RSA-2048 or EC P-256 certificate signed with SHA-256.`;
}

interface Everywhere<T> {
  certificates: T[];
  /** Locations that did not respond. */
  unreachable: string[];
  /** The entries that were refused. */
  problems: Problem[];
  /** What ended the list after its first page. */
  endedBy: GcpError | undefined;
}

async function everywhere<T extends object>(
  session: GcpSession,
  service: CertificateService<T>,
): Promise<Everywhere<T>> {
  const call = service.listing(session);
  const all: Everywhere<T> = { certificates: [], unreachable: [], problems: [], endedBy: undefined };
  let pages = 0;
  try {
    for await (const { page } of session.rest.pages(call)) {
      const { certificates, unreachable } = service.page(call, page);
      all.unreachable.push(...unreachable);
      const read = entriesOf(call.permission, certificates, service.asset.schema);
      all.certificates.push(...read.entries);
      all.problems.push(...read.problems);
      pages += 1;
    }
  } catch (error) {
    if (!(error instanceof GcpError) || pages === 0) throw error;
    all.endedBy = error;
  }
  return all;
}

function certificatesOf<T extends object>(
  { certificates, unreachable, problems }: Everywhere<T>,
  { permissions, words }: CertificateService<T>,
  reading: Reading,
): T[] {
  const { location } = reading.target;
  if (unreachable.includes(location))
    throw new GcpError(permissions.list, {
      code: LOCATION_UNREACHABLE,
      message: `${words.service} in ${location} did not respond; the other ${words.otherLocations} did.`,
    });
  for (const problem of problems) reading.problem(problem);
  return certificates;
}

/** The fields that come from a member. */
const FIELDS = {
  createTime: ['createdAt'],
  creationTimestamp: ['createdAt'],
  expireTime: ['expiresAt', 'state'],
  labels: ['tags'],
  managed: ['renewedBy', 'renewalStatus', 'status', 'unusable'],
  type: ['renewedBy', 'renewalStatus'],
  pemCertificate: ['keyAlgorithm', 'signatureAlgorithm', 'notBefore'],
  certificate: ['keyAlgorithm', 'signatureAlgorithm', 'notBefore'],
  usedBy: ['inUse'],
} as const;

/** Pure: converts a certificate to an SKC. */
function normalised<T extends Entry<object>>(
  certificate: T,
  service: CertificateService<T>,
  target: Target,
): Skc {
  const unread: Unread = { unknown: {} };
  markOdd(certificate, FIELDS, unread);
  const { resourceName, name, createTime, expireTime, pem, managed, domains, skc } = service.fields(
    certificate,
    unread,
  );
  const { notBefore, keyAlgorithm, signatureAlgorithm, ...facts } = certificateFacts(pem, unread);
  return {
    ...skc,
    id: `//${service.api}/${withProjectId(resourceName, accountIdOf(target.account))}`,
    kind: 'certificate',
    type: service.type,
    cloud: 'gcp',
    account: target.account,
    location: target.location,
    name,
    state: expireTime === undefined ? 'pre-activation' : 'active',
    createdAt: givenDate(createTime, 'createdAt', unread),
    notBefore,
    // Only a certificate that Google manages may not have been issued yet.
    expiresAt: managed
      ? dateField(expireTime, 'expiresAt', unread)
      : givenDate(expireTime, 'expiresAt', unread),
    currentVersion: facts.serialNumber,
    renewedBy: managed ? 'service' : 'person',
    keyAlgorithm,
    signatureAlgorithm,
    details: detailFields({ ...facts, domains: domains?.join(', '), ...skc.details }),
    unknown: unread.unknown,
    precise: {},
  };
}

function resourceNameOf({ id }: Pick<Skc, 'id'>, { api }: Pick<GcpSource, 'api'>): string {
  return id.slice(`//${api}/`.length);
}

function preciseReadings<T extends object>(service: CertificateService<T>): PreciseReading<GcpSession>[] {
  const fields = ['expiresAt', 'renewalStatus', 'renewalReason', 'status', 'currentVersion'] as const;
  const read = async (session: GcpSession, skc: Skc): Promise<Partial<Skc>> => {
    const call = service.getting(session, resourceNameOf(skc, service));
    const certificate = checked(call, service.asset.schema, await session.rest.ask(call));
    const now = normalised(certificate, service, { ...skc, source: skc.type });
    return Object.fromEntries(fields.map((field) => [field, now[field]]));
  };
  return [
    confirmedDirectly({ field: 'expiresAt', confirms: ['expired', 'expiring'], fields }, read),
    confirmedDirectly({ field: 'renewalStatus', confirms: ['renewal-failed'], fields }, read),
  ];
}
