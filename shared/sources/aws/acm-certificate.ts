import type {
  ACMClient,
  CertificateDetail,
  CertificateSummary,
  ListCertificatesRequest,
} from '@aws-sdk/client-acm';
import pLimit from 'p-limit';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSession } from '../../clouds/aws/session.ts';
import { addDays, type Instant } from '../../model/instant.ts';
import type { LifecycleState, Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { Reading, Source } from '../contract.ts';
import { dateField, detailFields, wordField, type Unread } from '../fields.ts';
import { isNotFound } from './absence.ts';
import { RESOURCE_TAGS } from './tags.ts';
import { awsConsole, lastOfArn } from './console.ts';

const PAGE = 1000;
/** ACM allows about ten calls a second. */
const AT_ONCE = 4;
/** Within this time before expiry ACM may be renewing; only DescribeCertificate shows whether that fails. */
const RENEWAL_WATCH_DAYS = 60;

/**
 * Certificates of AWS Certificate Manager.
 * Facts: ACM API reference (ListCertificates, DescribeCertificate) and user guide (managed renewal).
 */
export const acmCertificate: Source<AwsSession> = {
  type: 'aws.acm-certificate',
  cloud: 'aws',
  kind: 'certificate',
  title: 'ACM certificate',
  scope: 'regional',
  traits: {
    lastUse: 'in-use',
    algorithm: 'given',
    end: 'optional',
    standing: 'no',
    rotation: { by: 'none' },
    deletion: 'at-once',
    tags: 'bulk',
  },
  nextSteps: {
    expired: stepAfterEnd,
    expiring: stepBeforeEnd,
    'renewal-failed': ({ location, renewalStatus }) =>
      renewalStatus === 'failed'
        ? `Open ACM in ${location}, read the reason, and request or import a new certificate.`
        : `Open ACM in ${location} and restore its DNS record, or answer the validation e-mail.`,
    unused: ({ location }) => `Open ACM in ${location} and delete it, or attach it where it is needed.`,
    'weak-cryptography': ({ location }) =>
      `Replace it in ${location} with an RSA-2048 or EC prime256v1 certificate signed with SHA-256.`,
  },
  console: (skc) => awsConsole(skc, `acm/home?region=${skc.location}#/certificates/${lastOfArn(skc)}`),
  permissions: [
    { action: 'acm:ListCertificates', use: 'list' },
    { action: 'acm:DescribeCertificate', use: 'detail' },
  ],
  tags: RESOURCE_TAGS,
  denied: ['acm:ExportCertificate'],
  precise: [],

  async *list(session, reading) {
    const { ACMClient, paginateListCertificates } = await import('@aws-sdk/client-acm');
    const client = session.client(ACMClient, reading.target.location);
    for await (const page of paginateListCertificates({ client, pageSize: PAGE }, { ...EVERYTHING }))
      yield await withRenewals(client, reading, page.CertificateSummaryList ?? []);
  },

  async isGone(session, skc) {
    const { ACMClient, DescribeCertificateCommand } = await import('@aws-sdk/client-acm');
    const client = session.client(ACMClient, skc.location);
    const asking = client.send(new DescribeCertificateCommand({ CertificateArn: skc.id }));
    return isNotFound(asking, 'ResourceNotFoundException');
  },
};

function stepBeforeEnd(skc: Skc): string {
  if (skc.renewedBy === 'service')
    return `Open ACM in ${skc.location} and see why it was not renewed: DNS or e-mail validation.`;
  if (skc.origin === 'IMPORTED')
    return `Get a new certificate, open ACM in ${skc.location} and re-import it.`;
  return `Open ACM in ${skc.location}: delete it if unused, else request a new one and attach it.`;
}

function stepAfterEnd(skc: Skc): string {
  if (skc.inUse === false && skc.exported !== true) return `Open ACM in ${skc.location} and delete it.`;
  if (skc.origin === 'IMPORTED') return `Open ACM in ${skc.location} and re-import a valid certificate now.`;
  return `Open ACM in ${skc.location}, request a new certificate and attach it now.`;
}

/**
 * Without these filters ACM lists only RSA-1024 and RSA-2048, and omits certificates issued by ACME. Paginators
 * write their token into the input, so each listing gets a copy.
 */
const EVERYTHING = {
  Includes: {
    keyTypes: [
      'RSA_1024',
      'RSA_2048',
      'RSA_3072',
      'RSA_4096',
      'EC_prime256v1',
      'EC_secp384r1',
      'EC_secp521r1',
    ],
  },
  CertificateKeyPairOrigins: ['AWS_MANAGED', 'CUSTOMER_PROVIDED', 'ACME'],
} satisfies ListCertificatesRequest;

/** The list has no renewal status; it is read for certificates that ACM may be renewing. */
async function withRenewals(
  client: ACMClient,
  reading: Reading,
  summaries: readonly CertificateSummary[],
): Promise<Skc[]> {
  const limit = pLimit(AT_ONCE);
  const skcs = summaries.flatMap((summary) => normaliseCertificate(summary, reading.target) ?? []);
  return Promise.all(
    skcs.map(async (skc) =>
      mayBeRenewing(skc, reading.now) ? limit(() => withRenewal(client, reading, skc)) : skc,
    ),
  );
}

function mayBeRenewing(skc: Skc, now: Instant): boolean {
  return (
    skc.renewedBy === 'service' &&
    skc.expiresAt !== undefined &&
    skc.expiresAt <= addDays(now, RENEWAL_WATCH_DAYS)
  );
}

async function withRenewal(client: ACMClient, reading: Reading, skc: Skc): Promise<Skc> {
  const { DescribeCertificateCommand } = await import('@aws-sdk/client-acm');
  try {
    const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn: skc.id }));
    return renewal(skc, Certificate);
  } catch (error) {
    const { problem } = awsFailure(error, 'acm:DescribeCertificate');
    reading.problem({ ...problem, skcs: 1 });
    const why = `${problem.code} on acm:DescribeCertificate`;
    return { ...skc, unknown: { ...skc.unknown, renewalStatus: why, renewalReason: why } };
  }
}

const RENEWALS = {
  PENDING_AUTO_RENEWAL: 'pending',
  PENDING_VALIDATION: 'pending-validation',
  SUCCESS: 'succeeded',
  FAILED: 'failed',
} as const satisfies Record<string, Skc['renewalStatus']>;

/** Pure: adds the renewal status from DescribeCertificate. Without a summary no renewal has started. */
export function renewal(skc: Skc, detail: CertificateDetail | undefined): Skc {
  const unread: Unread = { unknown: { ...skc.unknown } };
  const status = detail?.RenewalSummary?.RenewalStatus ?? 'PENDING_AUTO_RENEWAL';
  return {
    ...skc,
    renewalStatus: wordField<NonNullable<Skc['renewalStatus']>>(status, RENEWALS, 'renewalStatus', unread),
    renewalReason: detail?.RenewalSummary?.RenewalStatusReason,
    unknown: unread.unknown,
  };
}

const STATES: Readonly<Record<string, LifecycleState>> = {
  PENDING_VALIDATION: 'pre-activation',
  ISSUED: 'active',
  INACTIVE: 'suspended',
  EXPIRED: 'deactivated',
  REVOKED: 'deactivated',
  VALIDATION_TIMED_OUT: 'destroyed',
  FAILED: 'destroyed',
};

/** Pure: converts an entry of ListCertificates to an SKC; undefined for an entry without ARN. */
export function normaliseCertificate(summary: CertificateSummary, target: Target): Skc | undefined {
  if (summary.CertificateArn === undefined) return undefined;
  const unread: Unread = { unknown: {} };
  const expiresAt = dateField(summary.NotAfter, 'expiresAt', unread);
  const issuedAt = dateField(summary.ImportedAt ?? summary.IssuedAt, 'details', unread);
  return {
    id: summary.CertificateArn,
    kind: 'certificate',
    type: 'aws.acm-certificate',
    cloud: 'aws',
    account: target.account,
    location: target.location,
    name: summary.DomainName ?? summary.CertificateArn,
    state: wordField(summary.Status, STATES, 'state', unread) ?? 'active',
    status: summary.Status,
    // An imported certificate has only its import date.
    createdAt: dateField(summary.CreatedAt ?? summary.ImportedAt ?? summary.IssuedAt, 'createdAt', unread),
    notBefore: dateField(summary.NotBefore, 'notBefore', unread),
    expiresAt,
    // ACM renews certificates it issued while they are in use or exported, and never imported ones.
    renewedBy:
      summary.Type !== 'IMPORTED' && summary.RenewalEligibility === 'ELIGIBLE' ? 'service' : 'person',
    inUse: summary.InUse,
    exported: summary.Exported,
    ownedBy: summary.ManagedBy?.toLowerCase(),
    keyAlgorithm: summary.KeyAlgorithm,
    origin: summary.Type,
    details: detailFields({
      issuedAt,
      otherNames: otherNames(summary),
      keyPairOrigin: summary.CertificateKeyPairOrigin,
    }),
    unknown: unread.unknown,
    precise: {},
  };
}

function otherNames(summary: CertificateSummary): string | undefined {
  const names = (summary.SubjectAlternativeNameSummaries ?? []).filter((name) => name !== summary.DomainName);
  if (names.length === 0) return undefined;
  const more = names.length > 10 ? `, and ${names.length - 10} more` : '';
  return names.slice(0, 10).join(', ') + more;
}
