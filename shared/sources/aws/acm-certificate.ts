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
import type { Skc } from '../../model/skc.ts';
import type { PreciseReading, Reading, Source } from '../contract.ts';
import { MissingMember } from '../../clouds/incomplete-answer.ts';
import { isNotFound, unlessGone } from './absence.ts';
import { normaliseCertificate, renewal } from './acm-certificate-fields.ts';
import { awsConsole, lastOfArn } from './console.ts';
import { entriesOf } from './entries.ts';
import { pagesOf } from './pages.ts';
import { RESOURCE_TAGS } from './tags.ts';

const DESCRIBE = 'acm:DescribeCertificate';
const NOT_FOUND = 'ResourceNotFoundException';
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
  precise: [signature()],

  async *list(session, reading) {
    const { ACMClient, paginateListCertificates } = await import('@aws-sdk/client-acm');
    const client = session.client(ACMClient, reading.target.location);
    const pages = paginateListCertificates({ client, pageSize: PAGE }, { ...EVERYTHING });
    const form = {
      list: 'CertificateSummaryList',
      token: 'NextToken',
      operation: 'acm:ListCertificates',
    } as const;
    for await (const { entries } of pagesOf(pages, form)) yield await withRenewals(client, reading, entries);
  },

  async isGone(session, skc) {
    const { ACMClient, DescribeCertificateCommand } = await import('@aws-sdk/client-acm');
    const client = session.client(ACMClient, skc.location);
    const asking = client.send(new DescribeCertificateCommand({ CertificateArn: skc.id }));
    return isNotFound(asking, NOT_FOUND);
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
  const normalise = (summary: CertificateSummary) => normaliseCertificate(summary, reading.target);
  const skcs = entriesOf(summaries, normalise, 'acm:ListCertificates', reading);
  const read = await Promise.all(
    skcs.map(async (skc) =>
      mayBeRenewing(skc, reading.now) ? limit(() => withRenewal(client, reading, skc)) : skc,
    ),
  );
  return read.filter((skc) => skc !== undefined);
}

function mayBeRenewing(skc: Skc, now: Instant): boolean {
  return (
    skc.renewedBy === 'service' &&
    skc.expiresAt !== undefined &&
    skc.expiresAt <= addDays(now, RENEWAL_WATCH_DAYS)
  );
}

/** Undefined for a certificate that is gone since it was listed. */
async function withRenewal(client: ACMClient, reading: Reading, skc: Skc): Promise<Skc | undefined> {
  try {
    const detail = await described(client, skc);
    return detail === 'gone' ? undefined : renewal(skc, detail);
  } catch (error) {
    const { problem } = awsFailure(error, DESCRIBE);
    reading.problem({ ...problem, skcs: 1 });
    const why = `${problem.code} on ${problem.operation}`;
    return { ...skc, unknown: { ...skc.unknown, renewalStatus: why, renewalReason: why } };
  }
}

/** @throws {MissingMember} if the answer has no certificate; the cloud's error. */
async function described(client: ACMClient, { id }: Pick<Skc, 'id'>): Promise<CertificateDetail | 'gone'> {
  const { DescribeCertificateCommand } = await import('@aws-sdk/client-acm');
  const asking = client.send(new DescribeCertificateCommand({ CertificateArn: id }));
  const answer = await unlessGone(asking, NOT_FOUND);
  if (answer === 'gone') return answer;
  if (answer.Certificate === undefined) throw new MissingMember('Certificate', DESCRIBE);
  return answer.Certificate;
}

/** The algorithm of its signature, which the list lacks. */
function signature(): PreciseReading<AwsSession> {
  return {
    field: 'signatureAlgorithm',
    why: 'ListCertificates does not return the algorithm of the signature; it is that of one certificate and never changes.',
    operation: DESCRIBE,
    confirms: [],
    fields: ['signatureAlgorithm'],
    mayReadLater: (session) => session.hasSpareCall(),
    // A certificate that is imported again or renewed keeps its ARN and is another one.
    holds: (before, now) =>
      before.details['issuedAt'] === now.details['issuedAt'] && before.expiresAt === now.expiresAt,
    async read(session, skc) {
      const { ACMClient } = await import('@aws-sdk/client-acm');
      const detail = await described(session.client(ACMClient, skc.location), skc);
      return detail === 'gone' ? detail : { signatureAlgorithm: detail.SignatureAlgorithm };
    },
  };
}
