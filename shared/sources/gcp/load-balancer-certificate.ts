import { GcpError, LOCATION_UNREACHABLE } from '../../clouds/gcp/problem.ts';
import type { AssetKind } from '../../clouds/gcp/assets.ts';
import { checked, type GcpCall } from '../../clouds/gcp/rest.ts';
import { perSession, type GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { PreciseReading, Reading } from '../contract.ts';
import { dateField, detailFields, type Unread } from '../fields.ts';
import type { Traits } from '../traits.ts';
import { certificateFacts } from './certificate-facts.ts';
import { byName, fromAssets, notInForm, type GcpSource } from './contract.ts';
import { confirmedDirectly } from './precise.ts';

/**
 * A service of load balancer certificates. Listing, looking up and confirming work in the same way for all of them.
 */
export interface CertificateService<T> extends Pick<GcpSource, 'type' | 'title' | 'console' | 'api'> {
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
    'status' | 'renewalStatus' | 'renewalReason' | 'renewsDaysBefore' | 'origin' | 'tags' | 'details'
  >;
}

/** The source of a service's certificates. One call lists all locations; Google renews managed certificates. */
export function certificateSource<T>(service: CertificateService<T>): GcpSource {
  const { type, title, console, api, permissions, nextSteps, asset, tags } = service;
  const all = perSession((session) => everywhere(session, service));
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
      const certificates =
        session.assets === undefined
          ? listed(await all(session), service, reading)
          : await fromAssets(session, asset, reading);
      yield certificates
        .filter((certificate) => asset.locationOf(certificate) === reading.target.location)
        .map((certificate) => normalised(certificate, service, reading.target));
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
  unreadable: number;
}

async function everywhere<T>(session: GcpSession, service: CertificateService<T>): Promise<Everywhere<T>> {
  const call = service.listing(session);
  const all: Everywhere<T> = { certificates: [], unreachable: [], unreadable: 0 };
  for await (const page of session.rest.pages(call)) {
    const { certificates, unreachable } = service.page(call, page);
    all.unreachable.push(...unreachable);
    for (const certificate of certificates) {
      const read = service.asset.schema.safeParse(certificate);
      if (read.success) all.certificates.push(read.data);
      else all.unreadable += 1;
    }
  }
  return all;
}

function listed<T>(
  { certificates, unreachable, unreadable }: Everywhere<T>,
  { permissions, words }: CertificateService<T>,
  reading: Reading,
): T[] {
  const { location } = reading.target;
  if (unreachable.includes(location))
    throw new GcpError(permissions.list, {
      code: LOCATION_UNREACHABLE,
      message: `${words.service} in ${location} did not respond; the other ${words.otherLocations} did.`,
    });
  if (unreadable > 0) reading.problem(notInForm(permissions.list, unreadable));
  return certificates;
}

/** Pure: converts a certificate to an SKC. */
function normalised<T>(certificate: T, service: CertificateService<T>, target: Target): Skc {
  const unread: Unread = { unknown: {} };
  const { resourceName, name, createTime, expireTime, pem, managed, domains, skc } = service.fields(
    certificate,
    unread,
  );
  const { notBefore, keyAlgorithm, signatureAlgorithm, ...facts } = certificateFacts(pem, unread);
  return {
    ...skc,
    id: `//${service.api}/${resourceName}`,
    kind: 'certificate',
    type: service.type,
    cloud: 'gcp',
    account: target.account,
    location: target.location,
    name,
    state: expireTime === undefined ? 'pre-activation' : 'active',
    createdAt: dateField(createTime, 'createdAt', unread),
    notBefore,
    expiresAt: dateField(expireTime, 'expiresAt', unread),
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

function preciseReadings<T>(service: CertificateService<T>): PreciseReading<GcpSession>[] {
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
