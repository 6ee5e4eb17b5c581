import { addDays, daysBetween } from '../../shared/model/instant.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { CertificateDeclaration } from '../estate/estate.ts';
import { happened } from '../estate/schedule.ts';

/** The state of an ACM certificate at one instant. */
export interface CertificateFacts {
  declared: CertificateDeclaration;
  arn: string;
  status: 'PENDING_VALIDATION' | 'FAILED' | 'VALIDATION_TIMED_OUT' | 'REVOKED' | 'EXPIRED' | 'ISSUED';
  /** Of the current certificate; undefined if none was ever issued. */
  issuedAt: Instant | undefined;
  notAfter: Instant | undefined;
  renewable: boolean;
  renewal: { status: string; reason: string | undefined; updatedAt: Instant } | undefined;
}

/** Undefined while the certificate does not exist. */
export function certificateFacts(
  declared: CertificateDeclaration,
  account: string,
  now: Instant,
): CertificateFacts | undefined {
  if (declared.createdAt > now || (declared.deletedAt !== undefined && declared.deletedAt <= now))
    return undefined;
  const arn = `arn:aws:acm:${declared.region}:${account}:certificate/${declared.id}`;
  if (declared.unissued !== undefined)
    return {
      declared,
      arn,
      status: declared.unissued,
      issuedAt: undefined,
      notAfter: undefined,
      renewable: false,
      renewal: undefined,
    };
  const byHand = happened(declared.reissues, now).at(-1) ?? declared.createdAt;
  const { issuedAt, renewal } = renewed(declared, byHand, now);
  const notAfter = addDays(issuedAt, declared.validDays);
  const revoked = declared.revokedAt !== undefined && declared.revokedAt <= now;
  return {
    declared,
    arn,
    status: revoked ? 'REVOKED' : notAfter <= now ? 'EXPIRED' : 'ISSUED',
    issuedAt,
    notAfter,
    renewable: isRenewable(declared),
    renewal,
  };
}

/** ACM renews a certificate that it issued if it is in use or was exported. */
function isRenewable({ type, inUseBy, exported }: CertificateDeclaration): boolean {
  return type !== 'IMPORTED' && ((inUseBy ?? []).length > 0 || exported === true);
}

function renewed(declared: CertificateDeclaration, from: Instant, now: Instant) {
  const { renewal, validDays } = declared;
  if (renewal === undefined || declared.type === 'IMPORTED') return { issuedAt: from, renewal: undefined };
  const everyDays = validDays - renewal.beforeDays;
  if (renewal.outcome !== 'succeeds') {
    const startedAt = addDays(from, everyDays);
    const status = OUTCOMES[renewal.outcome];
    const begun = startedAt <= now ? { status, reason: renewal.reason, updatedAt: startedAt } : undefined;
    return { issuedAt: from, renewal: begun };
  }
  const times = Math.max(0, Math.floor(daysBetween(from, now) / everyDays));
  const issuedAt = addDays(from, times * everyDays);
  return {
    issuedAt,
    renewal: times === 0 ? undefined : { status: 'SUCCESS', reason: undefined, updatedAt: issuedAt },
  };
}

const OUTCOMES = {
  fails: 'FAILED',
  'pending-validation': 'PENDING_VALIDATION',
  pending: 'PENDING_AUTO_RENEWAL',
};
