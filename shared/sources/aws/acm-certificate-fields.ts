import type { CertificateDetail, CertificateSummary } from '@aws-sdk/client-acm';
import type { LifecycleState, Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import { dateField, detailFields, nameField, needMember, wordField, type Unread } from '../fields.ts';

const STATES: Readonly<Record<string, LifecycleState>> = {
  PENDING_VALIDATION: 'pre-activation',
  ISSUED: 'active',
  INACTIVE: 'suspended',
  EXPIRED: 'deactivated',
  REVOKED: 'deactivated',
  VALIDATION_TIMED_OUT: 'destroyed',
  FAILED: 'destroyed',
};

const UNUSABLE: ReadonlyMap<string, NonNullable<Skc['unusable']>> = new Map([
  ['REVOKED', 'revoked'],
  ['INACTIVE', 'inactive'],
  ['FAILED', 'not-issued'],
  ['VALIDATION_TIMED_OUT', 'not-issued'],
]);

/** A certificate that was never issued has no dates. */
const NEVER_ISSUED: ReadonlySet<string> = new Set(['PENDING_VALIDATION', 'VALIDATION_TIMED_OUT', 'FAILED']);

/** Pure: converts an entry of ListCertificates to an SKC; undefined for an entry without ARN. */
export function normaliseCertificate(summary: CertificateSummary, target: Target): Skc | undefined {
  const { CertificateArn: id, Status: status = '', Type: type } = summary;
  if (id === undefined) return undefined;
  const unread: Unread = { unknown: {} };
  needMember(summary.Status, 'Status', unread, 'state', 'status', 'unusable');
  needMember(summary.InUse, 'InUse', unread, 'inUse');
  needMember(summary.KeyAlgorithm, 'KeyAlgorithm', unread, 'keyAlgorithm');
  needMember(type, 'Type', unread, 'origin', 'renewedBy');
  // ACM renews no imported certificate, whatever it answers.
  if (type !== 'IMPORTED') needMember(summary.RenewalEligibility, 'RenewalEligibility', unread, 'renewedBy');
  if (!NEVER_ISSUED.has(status)) needMember(summary.NotAfter, 'NotAfter', unread, 'expiresAt');
  return {
    id,
    kind: 'certificate',
    type: 'aws.acm-certificate',
    cloud: 'aws',
    account: target.account,
    location: target.location,
    name: nameField(summary.DomainName, id),
    state: wordField(summary.Status, STATES, 'state', unread) ?? 'active',
    status: summary.Status,
    unusable: UNUSABLE.get(status),
    // An imported certificate has only its import date.
    createdAt: dateField(summary.CreatedAt ?? summary.ImportedAt ?? summary.IssuedAt, 'createdAt', unread),
    notBefore: dateField(summary.NotBefore, 'notBefore', unread),
    expiresAt: dateField(summary.NotAfter, 'expiresAt', unread),
    // ACM renews certificates it issued while they are in use or exported, and never imported ones.
    renewedBy: type !== 'IMPORTED' && summary.RenewalEligibility === 'ELIGIBLE' ? 'service' : 'person',
    inUse: summary.InUse,
    exported: summary.Exported,
    ownedBy: summary.ManagedBy?.toLowerCase(),
    keyAlgorithm: summary.KeyAlgorithm,
    origin: type,
    details: detailFields({
      issuedAt: dateField(summary.ImportedAt ?? summary.IssuedAt, 'details', unread),
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

const RENEWALS = {
  PENDING_AUTO_RENEWAL: 'pending',
  PENDING_VALIDATION: 'pending-validation',
  SUCCESS: 'succeeded',
  FAILED: 'failed',
} as const satisfies Record<string, Skc['renewalStatus']>;

/** Pure: adds the renewal status from DescribeCertificate. Without a summary no renewal has started. */
export function renewal(skc: Skc, detail: CertificateDetail): Skc {
  const unread: Unread = { unknown: { ...skc.unknown } };
  const summary = detail.RenewalSummary;
  if (summary !== undefined)
    needMember(summary.RenewalStatus, 'RenewalStatus', unread, 'renewalStatus', 'renewalReason');
  const status = summary === undefined ? 'PENDING_AUTO_RENEWAL' : summary.RenewalStatus;
  return {
    ...skc,
    renewalStatus: wordField<NonNullable<Skc['renewalStatus']>>(status, RENEWALS, 'renewalStatus', unread),
    renewalReason: summary?.RenewalStatusReason,
    unknown: unread.unknown,
  };
}
