import * as z from 'zod';
import { entryOf } from '../../clouds/gcp/entries.ts';
import { checked } from '../../clouds/gcp/rest.ts';
import type { Skc } from '../../model/skc.ts';
import { wordField, type Unread } from '../fields.ts';
import { GOOGLE_RENEWS_DAYS } from './certificate-facts.ts';
import { gcpConsole } from './console.ts';
import { lastPart } from './contract.ts';
import { certificateSource, type CertificateFields } from './load-balancer-certificate.ts';

const PAGE = '500';
const LIST = {
  operation: 'compute:AggregatedListSslCertificates',
  permission: 'compute.sslCertificates.list',
} as const;
const GET = { operation: 'compute:GetSslCertificate', permission: 'compute.sslCertificates.get' } as const;

const certificateSchema = entryOf(
  z.object({
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
  }),
);
type GcpSslCertificate = z.output<typeof certificateSchema>;

/** By scope: `global`, `regions/europe-west3`; a scope without certificates has a warning instead. */
const pageSchema = z.object({
  items: z
    .record(z.string(), z.object({ sslCertificates: z.array(z.unknown()).nullish() }).nullable())
    .nullish(),
  unreachables: z.array(z.string()).nullish(),
});

/**
 * Certificates of Compute Engine's load balancers. One aggregated list returns global and regional certificates.
 * Facts: Compute Engine API v1 (sslCertificates.aggregatedList) and the load balancing guide on SSL certificates.
 */
export const computeSslCertificate = certificateSource<GcpSslCertificate>({
  type: 'gcp.compute-ssl-certificate',
  title: 'Compute SSL certificate',
  words: { service: 'Compute Engine', otherLocations: 'regions' },
  // The resource has no labels (Compute Engine API v1, sslCertificates).
  tags: 'none',
  nextSteps: {
    renew: () => 'Get a new certificate, upload it under a new name, attach it to the load balancer.',
    fixRenewal: () =>
      'Point the DNS records of its domains at the load balancer; see the status of each domain.',
  },
  console: (skc) =>
    gcpConsole(skc, `net-services/loadbalancing/advanced/sslCertificates/details/${skc.name}`),
  api: 'compute.googleapis.com',
  asset: { type: 'compute.googleapis.com/SslCertificate', schema: certificateSchema, locationOf: regionOf },
  permissions: { list: LIST.permission, get: GET.permission },
  listing: ({ projectId }) => ({
    host: 'compute',
    ...LIST,
    project: projectId,
    path: `/compute/v1/projects/${projectId}/aggregated/sslCertificates`,
    query: { maxResults: PAGE, returnPartialSuccess: 'true' },
  }),
  page(call, page) {
    const { items, unreachables } = checked(call, pageSchema, page);
    return {
      certificates: Object.values(items ?? {}).flatMap((scope) => scope?.sslCertificates ?? []),
      unreachable: (unreachables ?? []).map(lastPart),
    };
  },
  getting: ({ projectId }, name) => ({
    host: 'compute',
    ...GET,
    project: projectId,
    path: `/compute/v1/${name}`,
  }),
  fields: fieldsOf,
});

/** `projects/pay/global/sslCertificates/www` of a link, whichever host it names. */
function pathOf({ selfLink }: GcpSslCertificate): string {
  return selfLink.replace(/^.*\/(?=projects\/)/, '');
}

function regionOf(certificate: GcpSslCertificate): string {
  return /\/regions\/([^/]+)\//.exec(pathOf(certificate))?.[1] ?? 'global';
}

const RENEWAL: Readonly<Record<string, NonNullable<Skc['renewalStatus']>>> = {
  ACTIVE: 'succeeded',
  PROVISIONING: 'pending',
  PROVISIONING_FAILED: 'failed',
  PROVISIONING_FAILED_PERMANENTLY: 'failed',
  RENEWAL_FAILED: 'failed',
};

function fieldsOf(certificate: GcpSslCertificate, unread: Unread): CertificateFields {
  const managed = certificate.type === 'MANAGED';
  const issued = certificate.expireTime !== undefined;
  const status = certificate.managed?.status;
  const refused = Object.entries(certificate.managed?.domainStatus ?? {}).find(([, word]) =>
    word.startsWith('FAILED'),
  );
  return {
    resourceName: pathOf(certificate),
    name: certificate.name,
    createTime: certificate.creationTimestamp,
    expireTime: certificate.expireTime,
    pem: certificate.certificate,
    managed,
    domains: certificate.subjectAlternativeNames ?? certificate.managed?.domains,
    skc: {
      status,
      renewalStatus:
        managed && (issued || (status ?? '').includes('FAILED'))
          ? wordField(status, RENEWAL, 'renewalStatus', unread)
          : undefined,
      renewalReason: refused === undefined ? undefined : `${refused[0]}: ${refused[1]}`,
      renewsDaysBefore: managed ? GOOGLE_RENEWS_DAYS : undefined,
      origin: certificate.type ?? 'SELF_MANAGED',
      unusable: managed && !issued && (status ?? '').includes('FAILED') ? 'not-issued' : undefined,
      details: {},
    },
  };
}
