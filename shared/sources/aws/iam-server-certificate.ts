import type { ListServerCertificatesRequest, ServerCertificateMetadata } from '@aws-sdk/client-iam';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { Source } from '../contract.ts';
import { RESOURCE_TAGS } from './tags.ts';
import { awsConsole } from './console.ts';
import { entriesOf } from './entries.ts';
import { pagesOf } from './pages.ts';
import { dateField, detailFields, nameField, needMember, type Unread } from '../fields.ts';
import { globalRegion } from './global-region.ts';

const PAGE = 1000;

/**
 * TLS certificates uploaded to IAM, an alternative to ACM for load balancers. The list has no key algorithm, host
 * names or usage. GetServerCertificate, which returns the certificate itself, is not called. Facts: IAM API
 * reference (ListServerCertificates, ServerCertificateMetadata) and user guide ("Managing server certificates in
 * IAM").
 */
export const iamServerCertificate: Source<AwsSession> = {
  type: 'aws.iam-server-certificate',
  cloud: 'aws',
  kind: 'certificate',
  title: 'IAM server certificate',
  scope: 'global',
  traits: {
    lastUse: 'never',
    algorithm: 'not-given',
    end: 'always',
    standing: 'no',
    rotation: { by: 'people' },
    deletion: 'at-once',
    tags: 'bulk',
  },
  nextSteps: {
    expired: () =>
      'Import a valid certificate into ACM, attach it in its place, then delete this one by CLI.',
    expiring: () => 'Request or import its successor in ACM and attach it wherever this one is attached.',
  },
  // The console has no page for server certificates: only the CLI and the API manage them (IAM user guide).
  console: (skc) => awsConsole(skc, 'iam/home'),
  permissions: [{ action: 'iam:ListServerCertificates', use: 'list' }],
  tags: RESOURCE_TAGS,
  denied: ['iam:UploadServerCertificate'],
  precise: [],

  async *list(session, reading) {
    for await (const { entries } of await listed(session, {}))
      yield entriesOf(
        entries,
        (certificate) => normaliseServerCertificate(certificate, reading.target),
        OPERATION,
        reading,
      );
  },

  async isGone(session, skc) {
    // The only call for a single certificate returns its body, so the list is filtered by its path instead.
    for await (const { entries } of await listed(session, { PathPrefix: String(skc.details['path'] ?? '/') }))
      if (entries.some((entry) => entry?.Arn === skc.id)) return false;
    return true;
  },
};

const OPERATION = 'iam:ListServerCertificates';

async function listed(session: AwsSession, asked: ListServerCertificatesRequest) {
  const { IAMClient, paginateListServerCertificates } = await import('@aws-sdk/client-iam');
  const client = session.client(IAMClient, globalRegion(session));
  return pagesOf(paginateListServerCertificates({ client, pageSize: PAGE }, asked), {
    list: 'ServerCertificateMetadataList',
    token: 'Marker',
    operation: OPERATION,
  });
}

/** Pure: converts an entry of ListServerCertificates to an SKC; undefined for an entry without ARN. */
export function normaliseServerCertificate(
  certificate: ServerCertificateMetadata,
  target: Target,
): Skc | undefined {
  if (certificate.Arn === undefined) return undefined;
  const unread: Unread = { unknown: {} };
  // Every certificate expires: a missing date is unknown, not absent.
  needMember(certificate.Expiration, 'Expiration', unread, 'expiresAt');
  const uploadedAt = dateField(certificate.UploadDate, 'createdAt', unread);
  return {
    id: certificate.Arn,
    kind: 'certificate',
    type: 'aws.iam-server-certificate',
    cloud: 'aws',
    account: target.account,
    location: target.location,
    name: nameField(certificate.ServerCertificateName, certificate.Arn),
    state: 'active',
    createdAt: uploadedAt,
    expiresAt: dateField(certificate.Expiration, 'expiresAt', unread),
    // A certificate deleted and uploaded again under the same name has the same ARN and a new id.
    currentVersion: certificate.ServerCertificateId,
    renewedBy: 'person',
    details: detailFields({ path: certificate.Path, certificateId: certificate.ServerCertificateId }),
    unknown: unread.unknown,
    precise: {},
  };
}
