import * as z from 'zod';
import { textsSchema } from '../../model/fields.ts';
import type { GcpCall } from '../../clouds/gcp/call.ts';
import { entryOf } from '../../clouds/gcp/entries.ts';
import { checked } from '../../clouds/gcp/rest.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import { detailFields, wordField, type Unread } from '../fields.ts';
import { GOOGLE_RENEWS_DAYS } from './certificate-facts.ts';
import { gcpConsole } from './console.ts';
import { lastPart, locationOf } from './contract.ts';
import { certificateSource, type CertificateFields } from './load-balancer-certificate.ts';

const PAGE = '500';
const LIST = {
  operation: 'certificatemanager:ListCertificates',
  permission: 'certificatemanager.certs.list',
} as const;
const GET = {
  operation: 'certificatemanager:GetCertificate',
  permission: 'certificatemanager.certs.get',
} as const;

const certificateSchema = entryOf(
  z.object({
    name: z.string().min(1),
    createTime: z.string().optional(),
    expireTime: z.string().optional(),
    labels: textsSchema.optional(),
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
    usedBy: z.array(z.object({ name: z.string().optional() })).optional(),
  }),
);
type GcpCertificate = z.output<typeof certificateSchema>;

const pageSchema = z.object({
  certificates: z.array(z.unknown()).nullish(),
  unreachable: z.array(z.string()).nullish(),
});

/**
 * Certificates of Certificate Manager. Facts: Certificate Manager API v1 (projects.locations.certificates) and its
 * guide, "How Certificate Manager works".
 */
export const certificateManagerCertificate = certificateSource<GcpCertificate>({
  type: 'gcp.certificate-manager-certificate',
  title: 'Certificate Manager certificate',
  words: { service: 'Certificate Manager', otherLocations: 'locations' },
  tags: 'listing',
  nextSteps: {
    renew: ({ location }) => `Get a new certificate and upload it in Certificate Manager in ${location}.`,
    fixRenewal: ({ location }) =>
      `Open Certificate Manager in ${location}, read the reason, fix DNS authorization or CAA.`,
  },
  console: (skc) => gcpConsole(skc, 'security/ccm/list/lbCertificates'),
  api: 'certificatemanager.googleapis.com',
  asset: {
    type: 'certificatemanager.googleapis.com/Certificate',
    schema: certificateSchema,
    locationOf: ({ name }) => locationOf(name),
  },
  permissions: { list: LIST.permission, get: GET.permission },
  // `-` means every location.
  listing: (session) => ({
    ...asking(session, LIST, `projects/${session.projectId}/locations/-/certificates`),
    query: { pageSize: PAGE },
  }),
  page(call, page) {
    const { certificates, unreachable } = checked(call, pageSchema, page);
    return { certificates: certificates ?? [], unreachable: (unreachable ?? []).map(lastPart) };
  },
  getting: (session, name) => asking(session, GET, name),
  fields: fieldsOf,
});

function asking(
  { projectId: project }: GcpSession,
  asked: Pick<GcpCall, 'operation' | 'permission'>,
  path: string,
): GcpCall {
  return { ...asked, host: 'certificatemanager', project, path: `/v1/${path}` };
}

const RENEWAL: Readonly<Record<string, NonNullable<Skc['renewalStatus']>>> = {
  ACTIVE: 'succeeded',
  PROVISIONING: 'pending',
  FAILED: 'failed',
};

function fieldsOf(certificate: GcpCertificate, unread: Unread): CertificateFields {
  const { managed } = certificate;
  const issued = certificate.expireTime !== undefined;
  return {
    resourceName: certificate.name,
    name: lastPart(certificate.name),
    createTime: certificate.createTime,
    expireTime: certificate.expireTime,
    pem: certificate.pemCertificate,
    managed: managed !== undefined,
    domains: certificate.sanDnsnames ?? managed?.domains,
    skc: {
      status: managed?.state,
      renewalStatus: issued || managed?.state === 'FAILED' ? renewalStatus(managed, unread) : undefined,
      renewalReason: reasonOf(managed),
      // With the owner's own CA, the issuance configuration sets the date.
      renewsDaysBefore:
        managed === undefined || managed.issuanceConfig !== undefined ? undefined : GOOGLE_RENEWS_DAYS,
      origin: managed === undefined ? 'SELF_MANAGED' : 'MANAGED',
      unusable: managed?.state === 'FAILED' && !issued ? 'not-issued' : undefined,
      // Google leaves out an empty list, but it is not documented that every list has all users: absence proves nothing.
      inUse: (certificate.usedBy ?? []).length > 0 ? true : undefined,
      tags: certificate.odd?.includes('labels') === true ? undefined : (certificate.labels ?? {}),
      details: detailFields({ scope: certificate.scope, issuanceConfig: managed?.issuanceConfig }),
    },
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
