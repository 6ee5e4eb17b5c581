import type { ServerCertificateMetadata } from '@aws-sdk/client-iam';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { Source } from '../contract.ts';
import { RESOURCE_TAGS } from './tags.ts';
import { awsConsole } from './console.ts';
import { dateField, detailFields, listField, type Unread } from '../fields.ts';
import { GLOBAL_REGION } from './global-region.ts';

const PAGE = 1000;

/**
 * TLS certificates uploaded to IAM, an alternative to ACM for load balancers. The list has no key algorithm, host
 * names or usage. GetServerCertificate, which returns the certificate itself, is not called. Facts: IAM API
 * reference (ListServerCertificates, ServerCertificateMetadata) and user guide ("Managing server certificates in
 * IAM"). The SDK rejects responses with an invalid date, so the whole listing then fails.
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

  async *list(session, { target }) {
    const { IAMClient, paginateListServerCertificates } = await import('@aws-sdk/client-iam');
    const client = session.client(IAMClient, GLOBAL_REGION);
    for await (const page of paginateListServerCertificates({ client, pageSize: PAGE }, {}))
      yield listField(
        page.ServerCertificateMetadataList,
        'ServerCertificateMetadataList',
        'iam:ListServerCertificates',
      ).flatMap((certificate) => normaliseServerCertificate(certificate, target) ?? []);
  },

  async isGone(session, skc) {
    const { IAMClient, paginateListServerCertificates } = await import('@aws-sdk/client-iam');
    const client = session.client(IAMClient, GLOBAL_REGION);
    // The only call for a single certificate returns its body, so the list is filtered by its path instead.
    const asked = { PathPrefix: String(skc.details['path'] ?? '/') };
    for await (const page of paginateListServerCertificates({ client, pageSize: PAGE }, asked)) {
      const listed = listField(
        page.ServerCertificateMetadataList,
        'ServerCertificateMetadataList',
        'iam:ListServerCertificates',
      );
      if (listed.some(({ Arn }) => Arn === skc.id)) return false;
    }
    return true;
  },
};

/** Pure: converts an entry of ListServerCertificates to an SKC; undefined for an entry without ARN. */
export function normaliseServerCertificate(
  certificate: ServerCertificateMetadata,
  target: Target,
): Skc | undefined {
  if (certificate.Arn === undefined) return undefined;
  const unread: Unread = { unknown: {} };
  // Every certificate expires: a missing date is unknown, not absent.
  if (certificate.Expiration === undefined) unread.unknown['expiresAt'] = 'the response has no Expiration';
  const uploadedAt = dateField(certificate.UploadDate, 'createdAt', unread);
  return {
    id: certificate.Arn,
    kind: 'certificate',
    type: 'aws.iam-server-certificate',
    cloud: 'aws',
    account: target.account,
    location: target.location,
    name: certificate.ServerCertificateName ?? certificate.Arn,
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
