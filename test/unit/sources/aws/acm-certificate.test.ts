import type { CertificateSummary } from '@aws-sdk/client-acm';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../shared/model/target.ts';
import { normaliseCertificate, renewal } from '../../../../shared/sources/aws/acm-certificate-fields.ts';

const target: Target = {
  account: 'aws#123456789012',
  cloud: 'aws',
  location: 'eu-west-1',
  source: 'aws.acm-certificate',
};
const ARN = 'arn:aws:acm:eu-west-1:123456789012:certificate/1';
const summary = (over: Partial<CertificateSummary> = {}): CertificateSummary => ({
  CertificateArn: ARN,
  DomainName: 'shop.example.com',
  Status: 'ISSUED',
  Type: 'AMAZON_ISSUED',
  KeyAlgorithm: 'RSA_2048',
  RenewalEligibility: 'ELIGIBLE',
  CreatedAt: new Date('2026-01-01T00:00:00Z'),
  IssuedAt: new Date('2026-01-02T00:00:00Z'),
  NotBefore: new Date('2026-01-02T00:00:00Z'),
  NotAfter: new Date('2027-02-01T23:59:59Z'),
  InUse: true,
  Exported: false,
  ...over,
});
const normal = (over: Partial<CertificateSummary> = {}) => {
  const skc = normaliseCertificate(summary(over), target);
  if (skc === undefined) throw new Error('it was left out');
  return skc;
};

describe('a certificate of ACM', () => {
  it.each(['', '  ', undefined])('whose name is %j has its id as name', (DomainName) => {
    expect(normal({ DomainName }).name).toBe(ARN);
  });

  it.each([
    ['REVOKED', 'revoked'],
    ['INACTIVE', 'inactive'],
    ['FAILED', 'not-issued'],
    ['VALIDATION_TIMED_OUT', 'not-issued'],
    ['ISSUED', undefined],
    ['PENDING_VALIDATION', undefined],
    ['EXPIRED', undefined],
  ] as const)('that is %s cannot be used because it is %s', (Status, unusable) => {
    expect(normal({ Status }).unusable).toBe(unusable);
  });

  it.each([
    ['Status', 'state'],
    ['InUse', 'inUse'],
    ['NotAfter', 'expiresAt'],
    ['RenewalEligibility', 'renewedBy'],
    ['KeyAlgorithm', 'keyAlgorithm'],
  ] as const)('without %s is unknown in %s', (member, field) => {
    expect(normal({ [member]: undefined }).unknown[field]).toContain(member);
  });

  it.each([
    'RSA_1024',
    'RSA_2048',
    'RSA_3072',
    'RSA_4096',
    'EC_prime256v1',
    'EC_secp384r1',
    'EC_secp521r1',
  ] as const)('with a key of %s has all its facts', (KeyAlgorithm) => {
    expect(normal({ KeyAlgorithm })).toMatchObject({
      id: ARN,
      name: 'shop.example.com',
      kind: 'certificate',
      state: 'active',
      status: 'ISSUED',
      createdAt: '2026-01-01T00:00:00Z',
      expiresAt: '2027-02-01T23:59:59Z',
      renewedBy: 'service',
      inUse: true,
      exported: false,
      keyAlgorithm: KeyAlgorithm,
      unknown: {},
    });
  });

  it.each([
    ['PENDING_VALIDATION', 'pre-activation'],
    ['ISSUED', 'active'],
    ['INACTIVE', 'suspended'],
    ['EXPIRED', 'deactivated'],
    ['REVOKED', 'deactivated'],
    ['VALIDATION_TIMED_OUT', 'destroyed'],
    ['FAILED', 'destroyed'],
  ] as const)('whose status is %s is %s', (Status, state) => {
    expect(normal({ Status })).toMatchObject({ state, status: Status, unknown: {} });
  });

  it.each([
    ['AMAZON_ISSUED', 'ELIGIBLE', 'service'],
    ['AMAZON_ISSUED', 'INELIGIBLE', 'person'],
    ['PRIVATE', 'ELIGIBLE', 'service'],
    ['PRIVATE', 'INELIGIBLE', 'person'],
    ['IMPORTED', 'INELIGIBLE', 'person'],
    ['IMPORTED', 'ELIGIBLE', 'person'],
  ] as const)('of type %s, %s, is renewed by the %s', (Type, RenewalEligibility, renewedBy) => {
    expect(normal({ Type, RenewalEligibility }).renewedBy).toBe(renewedBy);
  });

  it('that was imported dates from its import', () => {
    const ImportedAt = new Date('2026-03-01T00:00:00Z');
    const skc = normal({ Type: 'IMPORTED', CreatedAt: undefined, IssuedAt: undefined, ImportedAt });
    expect(skc).toMatchObject({ createdAt: '2026-03-01T00:00:00Z', origin: 'IMPORTED' });
  });

  it('that was never issued has no end, and that is not unknown', () => {
    const skc = normal({ Status: 'PENDING_VALIDATION', NotAfter: undefined, NotBefore: undefined });
    expect(skc.expiresAt).toBeUndefined();
    expect(skc.unknown).toEqual({});
  });

  it('has ten of its other names, and the number of the rest', () => {
    const names = Array.from({ length: 14 }, (_, index) => `a${index}.example.com`);
    const { details } = normal({ SubjectAlternativeNameSummaries: ['shop.example.com', ...names] });
    expect(details['otherNames']).toBe(`${names.slice(0, 10).join(', ')}, and 4 more`);
  });

  it('without an ARN is left out', () => {
    expect(normaliseCertificate(summary({ CertificateArn: undefined }), target)).toBeUndefined();
  });
});

describe('its renewal', () => {
  it.each([
    ['PENDING_AUTO_RENEWAL', 'pending'],
    ['PENDING_VALIDATION', 'pending-validation'],
    ['SUCCESS', 'succeeded'],
    ['FAILED', 'failed'],
  ] as const)('%s is %s', (RenewalStatus, renewalStatus) => {
    const detail = { RenewalSummary: { RenewalStatus, DomainValidationOptions: [], UpdatedAt: new Date() } };
    expect(renewal(normal(), detail)).toMatchObject({ renewalStatus, unknown: {} });
  });

  it('that has not started is pending', () => {
    expect(renewal(normal(), {})).toMatchObject({ renewalStatus: 'pending', unknown: {} });
  });
});
