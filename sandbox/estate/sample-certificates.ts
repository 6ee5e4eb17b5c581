import type { CertificateDeclaration } from './estate.ts';
import type { SampleAccount } from './sample-organisation.ts';
import type { At } from './sample-secrets.ts';

type SampleCertificate = Omit<CertificateDeclaration, 'id' | 'keyAlgorithm' | 'inUseBy'> & {
  keyAlgorithm?: string;
  /** Whether it is attached to a load balancer; default: true. */
  inUse?: boolean;
};

/** The certificates of the sample with individual cases: every rung, key type and kind of failure. */
export function sampleCertificates(at: At): Partial<Record<SampleAccount, SampleCertificate[]>> {
  const west = 'eu-west-1';
  const imported = (
    domain: string,
    daysLeft: number,
    more: Partial<SampleCertificate> = {},
  ): SampleCertificate => ({
    region: west,
    domain,
    type: 'IMPORTED',
    createdAt: at(daysLeft - 365),
    validDays: 365,
    issuer: 'Sample Trust CA 3',
    ...more,
  });
  const issued = (
    domain: string,
    daysLeft: number,
    more: Partial<SampleCertificate> = {},
  ): SampleCertificate => ({
    region: west,
    domain,
    type: 'AMAZON_ISSUED',
    createdAt: at(daysLeft - 395),
    validDays: 395,
    renewal: { beforeDays: 60, outcome: 'succeeds' },
    ...more,
  });
  return {
    'org-management': [issued('sso.skc-sample.example', 200, { region: 'us-east-1' })],
    // A reissue in the future: a person replaces the certificate then.
    'pay-prod': [
      imported('gateway.pay.skc-sample.example', 2.5, { keyAlgorithm: 'RSA_4096', reissues: [at(2)] }),
      imported('iso8583.pay.skc-sample.example', 0.5, { keyAlgorithm: 'EC_secp384r1' }),
      imported('api.pay.skc-sample.example', 6, { reissues: [at(4)] }),
      imported('batch.pay.skc-sample.example', 12, { keyAlgorithm: 'RSA_3072' }),
      imported('partner.pay.skc-sample.example', 28, { keyAlgorithm: 'EC_secp521r1', reissues: [at(20)] }),
      imported('reports.pay.skc-sample.example', 55),
      issued('www.pay.skc-sample.example', 50, {
        renewal: { beforeDays: 60, outcome: 'fails', reason: 'CAA_ERROR' },
      }),
      issued('new.pay.skc-sample.example', 395, {
        createdAt: at(-1),
        unissued: 'PENDING_VALIDATION',
        inUse: false,
      }),
      imported('legacy.pay.skc-sample.example', 150, {
        keyAlgorithm: 'RSA_1024',
        signatureAlgorithm: 'SHA1WITHRSA',
      }),
    ],
    'shop-web': [
      imported('www.shop.skc-sample.example', -5),
      imported('old.shop.skc-sample.example', -40, { inUse: false }),
      issued('cdn.shop.skc-sample.example', 20, {
        region: 'us-east-1',
        renewal: { beforeDays: 60, outcome: 'pending-validation', reason: 'PENDING_DOMAIN_VALIDATION' },
      }),
      // Renewed by ACM in ten days.
      issued('img.shop.skc-sample.example', 70),
      issued('pages.shop.skc-sample.example', 120, { region: 'us-east-1', managedBy: 'CLOUDFRONT' }),
      issued('blog.shop.skc-sample.example', 395, { createdAt: at(-30), unissued: 'FAILED', inUse: false }),
      issued('beta.shop.skc-sample.example', 395, {
        createdAt: at(-9),
        unissued: 'VALIDATION_TIMED_OUT',
        inUse: false,
      }),
      issued('m.shop.skc-sample.example', 330, { keyAlgorithm: 'EC_prime256v1' }),
      imported('*.shop.skc-sample.example', 34, {
        alternatives: ['shop.example', 'shop.skc-sample.example'],
      }),
      issued('spring.shop.skc-sample.example', 395, { createdAt: at(8) }),
    ],
    'data-lake': [
      imported('query.lake.skc-sample.example', 9, { inUse: false, deletedAt: at(5) }),
      issued('jobs.lake.skc-sample.example', 61, {
        type: 'PRIVATE',
        exported: true,
        inUse: false,
        renewal: { beforeDays: 60, outcome: 'pending' },
      }),
      imported('ingest.lake.skc-sample.example', 13.5, { keyPairOrigin: 'ACME', type: 'AMAZON_ISSUED' }),
      issued('notebook.lake.skc-sample.example', 250, { revokedAt: at(-12) }),
    ],
    'sandbox-dev': [imported('demo.dev.skc-sample.example', -120, { inUse: false })],
    'mobile-app': [
      imported('api.mobile.skc-sample.example', 16, { reissues: [at(10)] }),
      issued('deep.mobile.skc-sample.example', 300),
      imported('pinning.mobile.skc-sample.example', 59, { keyAlgorithm: 'EC_prime256v1' }),
    ],
  };
}
