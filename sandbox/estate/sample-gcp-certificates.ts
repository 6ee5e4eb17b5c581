import type { GcpCertificateDeclaration, GcpProject, GcpSslCertificateDeclaration } from './gcp-estate.ts';
import type { SampleGcpProject } from './sample-gcp-projects.ts';
import type { At } from './sample-secrets.ts';

type SampleCertificates = Pick<GcpProject, 'certificates' | 'sslCertificates'>;

/** The certificates of the sample with individual cases. Google-managed ones are valid for 90 days. */
export function sampleGcpCertificates(at: At): Partial<Record<SampleGcpProject, SampleCertificates>> {
  const brought = (name: string, daysLeft: number, more: Partial<GcpSslCertificateDeclaration> = {}) => ({
    name,
    createdAt: at(daysLeft - 365),
    validDays: 365,
    domains: [`${name}.skc-sample.example`],
    ...more,
  });
  const managed = (
    name: string,
    daysLeft: number,
    outcome: 'succeeds' | 'fails' | 'waits-for-dns',
    more: { unissued?: boolean } = {},
  ) => ({
    name,
    createdAt: at(daysLeft - 90),
    validDays: 90,
    domains: [`${name}.skc-sample.example`],
    managed: { beforeDays: 30, outcome, ...more },
  });
  const inManager = (
    certificate: ReturnType<typeof managed> | GcpSslCertificateDeclaration,
    location = 'global',
  ) => ({ ...certificate, location }) satisfies GcpCertificateDeclaration;
  return {
    'pay-risk-4711': {
      certificates: [
        inManager(managed('risk-api', 70, 'succeeds')),
        inManager(managed('risk-portal', 12, 'waits-for-dns')),
        inManager(
          brought('settlement', 25, { reissues: [at(7)], labels: { team: 'payments' } }),
          'europe-west3',
        ),
      ],
      sslCertificates: [
        brought('risk-legacy', -2),
        brought('risk-internal', 200, { region: 'europe-west3' }),
      ],
    },
    'shop-analytics-0815': {
      certificates: [inManager(brought('shop-eu', 6), 'europe-west1')],
      sslCertificates: [
        managed('shop', 60, 'succeeds'),
        managed('shop-us', 10, 'fails'),
        managed('shop-new', 90, 'waits-for-dns', { unissued: true }),
        brought('shop-weak', 100, { rsaBits: 1024 }),
      ],
    },
    'lake-ml-2342': {
      certificates: [inManager(brought('notebooks', 55))],
      sslCertificates: [brought('models', 300, { rsaBits: 2048 })],
    },
  };
}
