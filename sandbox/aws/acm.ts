import { CloudError } from '../wire/cloud-error.ts';
import { page, required, size, text, texts } from '../wire/input.ts';
import { isRecord } from '../wire/request.ts';
import { certificateFacts } from './certificate-facts.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import { perInstant, seconds, tagList } from './operation.ts';
import type { Operations, Setting } from './operation.ts';

/** The operations of ACM that read metadata. */
export const acm: Operations = {
  ListCertificates: (input, setting) => {
    const length = size(input, 'MaxItems', 1000, 1000);
    const cut = page(wanted(input, setting), text(input, 'NextToken'), length, 'InvalidArgsException');
    return { CertificateSummaryList: cut.items.map(summary), NextToken: cut.next };
  },
  DescribeCertificate: (input, setting) => ({ Certificate: detail(found(input, setting)) }),
  ListTagsForCertificate: (input, setting) => ({ Tags: tagList(found(input, setting).declared.tags) }),
};

/** By default ACM lists only certificates with RSA keys of 1,024 and 2,048 bits, and none issued through ACME. */
function wanted(input: Record<string, unknown>, setting: Setting): CertificateFacts[] {
  const includes = isRecord(input['Includes']) ? input['Includes'] : {};
  const keyTypes = texts(includes, 'keyTypes') ?? ['RSA_1024', 'RSA_2048'];
  const origins = texts(input, 'CertificateKeyPairOrigins') ?? ['AWS_MANAGED', 'CUSTOMER_PROVIDED'];
  const statuses = texts(input, 'CertificateStatuses');
  return certificatesOf(setting).filter(
    (each) =>
      keyTypes.includes(each.declared.keyAlgorithm) &&
      origins.includes(origin(each)) &&
      (statuses === undefined || statuses.includes(each.status)),
  );
}

const certificatesOf = perInstant(({ account, region, now }) =>
  account.certificates
    .filter((each) => each.region === region)
    .flatMap((each) => certificateFacts(each, account.id, now) ?? []),
);

const certificateIndex = perInstant(
  (setting) => new Map(certificatesOf(setting).map((each) => [each.arn, each])),
);

function found(input: Record<string, unknown>, setting: Setting): CertificateFacts {
  const arn = required(input, 'CertificateArn');
  const certificate = certificateIndex(setting).get(arn);
  if (certificate === undefined)
    throw new CloudError(
      'ResourceNotFoundException',
      `Could not find certificate ${arn} in account ${setting.account.id}.`,
    );
  return certificate;
}

function origin({ declared }: CertificateFacts): string {
  return declared.keyPairOrigin ?? (declared.type === 'IMPORTED' ? 'CUSTOMER_PROVIDED' : 'AWS_MANAGED');
}

function shared(each: CertificateFacts) {
  const { declared } = each;
  return {
    CertificateArn: each.arn,
    DomainName: declared.domain,
    Status: each.status,
    Type: declared.type,
    KeyAlgorithm: declared.keyAlgorithm,
    RenewalEligibility: each.renewable ? 'ELIGIBLE' : 'INELIGIBLE',
    NotBefore: seconds(each.issuedAt),
    NotAfter: seconds(each.notAfter),
    CreatedAt: declared.type === 'IMPORTED' ? undefined : seconds(declared.createdAt),
    IssuedAt: declared.type === 'IMPORTED' ? undefined : seconds(each.issuedAt),
    ImportedAt: declared.type === 'IMPORTED' ? seconds(each.issuedAt) : undefined,
    RevokedAt: each.status === 'REVOKED' ? seconds(declared.revokedAt) : undefined,
    ManagedBy: declared.managedBy,
    CertificateKeyPairOrigin: origin(each),
  };
}

function summary(each: CertificateFacts) {
  const { declared } = each;
  return {
    ...shared(each),
    SubjectAlternativeNameSummaries: [declared.domain, ...(declared.alternatives ?? [])].slice(0, 100),
    HasAdditionalSubjectAlternativeNames: (declared.alternatives ?? []).length > 99,
    KeyUsages: ['DIGITAL_SIGNATURE', 'KEY_ENCIPHERMENT'],
    ExtendedKeyUsages: ['TLS_WEB_SERVER_AUTHENTICATION'],
    ExportOption: declared.exported === undefined ? 'DISABLED' : 'ENABLED',
    InUse: (declared.inUseBy ?? []).length > 0,
    Exported: declared.exported === true,
  };
}

function detail(each: CertificateFacts) {
  const { declared, renewal } = each;
  const waiting = each.status === 'PENDING_VALIDATION' || renewal?.status === 'PENDING_VALIDATION';
  const validations = [
    {
      DomainName: declared.domain,
      ValidationDomain: declared.domain,
      ValidationStatus: waiting ? 'PENDING_VALIDATION' : each.status === 'FAILED' ? 'FAILED' : 'SUCCESS',
      ValidationMethod: 'DNS',
    },
  ];
  return {
    ...shared(each),
    SubjectAlternativeNames: [declared.domain, ...(declared.alternatives ?? [])],
    Subject: `CN=${declared.domain}`,
    Issuer: declared.issuer ?? (declared.type === 'AMAZON_ISSUED' ? 'Amazon' : undefined),
    SignatureAlgorithm:
      declared.signatureAlgorithm ??
      (declared.keyAlgorithm.startsWith('EC') ? 'SHA256WITHECDSA' : 'SHA256WITHRSA'),
    InUseBy: declared.inUseBy ?? [],
    FailureReason: each.status === 'FAILED' ? 'CAA_ERROR' : undefined,
    DomainValidationOptions: declared.type === 'AMAZON_ISSUED' ? validations : undefined,
    RenewalSummary:
      renewal === undefined
        ? undefined
        : {
            RenewalStatus: renewal.status,
            RenewalStatusReason: renewal.reason,
            UpdatedAt: seconds(renewal.updatedAt),
            DomainValidationOptions: validations,
          },
    Options: {
      CertificateTransparencyLoggingPreference: 'ENABLED',
      Export: declared.exported === undefined ? 'DISABLED' : 'ENABLED',
    },
  };
}
