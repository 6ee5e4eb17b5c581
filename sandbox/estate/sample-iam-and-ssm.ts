import type { ParameterDeclaration } from '../aws/ssm.ts';
import type { ServerCertificateDeclaration } from '../aws/server-certificates.ts';
import type { ServiceCredentialDeclaration } from '../aws/service-specific-credentials.ts';
import type { SampleAccount } from './sample-organisation.ts';
import type { At } from './sample-secrets.ts';

/** Parameters of the sample; positive days are in the future at the epoch. */
export function sampleParameters(at: At): Partial<Record<SampleAccount, ParameterDeclaration[]>> {
  const region = 'eu-west-1';
  return {
    'shop-web': [
      // A setting, not a secret: never listed.
      { name: '/shop/checkout/theme', region, type: 'String', createdAt: at(-300) },
      { name: '/shop/checkout/psp-token', region, type: 'SecureString', createdAt: at(-210) },
      // AWS deletes it in 25 days, and its readers fail.
      {
        name: '/shop/season-sale/partner-key',
        region,
        type: 'SecureString',
        createdAt: at(-120),
        expiresAt: at(25),
        noticeDays: 10,
        tags: { team: 'shop' },
      },
    ],
    'data-lake': [
      {
        name: '/lake/etl/warehouse-password',
        region,
        type: 'SecureString',
        createdAt: at(-600),
        versions: [at(-420)],
      },
    ],
  };
}

/** Server certificates of the sample, in the older store of IAM. */
export function sampleServerCertificates(
  at: At,
): Partial<Record<SampleAccount, ServerCertificateDeclaration[]>> {
  return {
    'mobile-app': [
      {
        name: 'mobile-classic-lb',
        id: 'ASCASAMPLE0000000001',
        path: '/elb/',
        uploadedAt: at(-340),
        expiresAt: at(40),
      },
    ],
  };
}

interface OfUser {
  user: string;
  credentials: ServiceCredentialDeclaration[];
}

/** Service-specific credentials of the sample's users: one that never expires, one with a lifetime. */
export function sampleServiceCredentials(at: At): Partial<Record<SampleAccount, OfUser[]>> {
  return {
    'data-lake': [
      {
        user: 'etl',
        credentials: [{ id: 'ACCASAMPLE0000000001', service: 'bedrock', createdAt: at(-130) }],
      },
    ],
    'shop-web': [
      {
        user: 'season-sale',
        credentials: [{ id: 'ACCASAMPLE0000000002', service: 'bedrock', createdAt: at(-20), ageDays: 90 }],
      },
    ],
    'pay-prod': [
      {
        user: 'deploy-bot',
        credentials: [{ id: 'ACCASAMPLE0000000003', service: 'codecommit', createdAt: at(-500) }],
      },
    ],
  };
}
