import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../shared/model/target.ts';
import { normaliseServerCertificate } from '../../../../shared/sources/aws/iam-server-certificate.ts';

const target: Target = {
  account: 'aws#123456789012',
  cloud: 'aws',
  location: 'global',
  source: 'aws.iam-server-certificate',
};
const LISTED = {
  Path: '/web/',
  ServerCertificateName: 'shop',
  ServerCertificateId: 'ASCAEXAMPLE123EXAMPLE',
  Arn: 'arn:aws:iam::123456789012:server-certificate/web/shop',
  UploadDate: new Date('2026-01-02T03:04:05Z'),
  Expiration: new Date('2027-02-03T04:05:06Z'),
};

describe('a server certificate of IAM', () => {
  it('has its expiry, and only a person renews it', () => {
    expect(normaliseServerCertificate(LISTED, target)).toMatchObject({
      id: LISTED.Arn,
      kind: 'certificate',
      name: 'shop',
      createdAt: '2026-01-02T03:04:05Z',
      expiresAt: '2027-02-03T04:05:06Z',
      renewedBy: 'person',
      details: { path: '/web/' },
      unknown: {},
    });
  });

  it('has neither a key algorithm nor a known use', () => {
    const skc = normaliseServerCertificate(LISTED, target);
    expect([skc?.keyAlgorithm, skc?.inUse, skc?.lastUsedAt]).toEqual([undefined, undefined, undefined]);
  });

  it('without an expiry in the response has an unknown one', () => {
    const skc = normaliseServerCertificate({ ...LISTED, Expiration: undefined }, target);
    expect(skc?.unknown['expiresAt']).toMatch(/no Expiration/);
  });

  it('without an ARN is left out', () => {
    expect(normaliseServerCertificate({ ...LISTED, Arn: undefined }, target)).toBeUndefined();
  });
});
