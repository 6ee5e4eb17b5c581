import type { KeyDeclaration } from './estate.ts';
import { POLICY_DENIED_KEY } from './sample-organisation.ts';
import type { SampleAccount } from './sample-organisation.ts';
import type { At } from './sample-secrets.ts';

type SampleKey = Partial<KeyDeclaration> & Pick<KeyDeclaration, 'region' | 'createdAt'>;

/** The KMS keys of the sample with individual cases. */
export function sampleKeys(at: At): Partial<Record<SampleAccount, SampleKey[]>> {
  const daily = { from: at(-1000), everyDays: 1 };
  const west = 'eu-west-1';
  return {
    'org-management': [
      {
        region: 'us-east-1',
        createdAt: at(-700),
        ...key('org-trail'),
        rotation: { periodDays: 365, enabledAt: at(-700) },
      },
    ],
    'pay-prod': [
      {
        region: west,
        createdAt: at(-500),
        ...key('pay-token-signing'),
        spec: 'RSA_2048',
        usage: 'SIGN_VERIFY',
        uses: daily,
      },
      {
        region: west,
        createdAt: at(-300),
        ...key('pay-webhook-signing'),
        spec: 'ECC_NIST_P256',
        usage: 'SIGN_VERIFY',
      },
      {
        region: west,
        createdAt: at(-420),
        ...key('pay-idempotency'),
        spec: 'HMAC_256',
        usage: 'GENERATE_VERIFY_MAC',
      },
      {
        region: west,
        createdAt: at(-345),
        ...key('pay-pin-block'),
        origin: 'EXTERNAL',
        validTo: at(20),
        uses: daily,
      },
      {
        region: west,
        createdAt: at(-368),
        ...key('pay-scheme-import'),
        origin: 'EXTERNAL',
        validTo: at(-3),
        uses: daily,
      },
      { region: west, createdAt: at(-600), ...key('pay-archive-import'), origin: 'EXTERNAL' },
      {
        region: west,
        createdAt: at(-800),
        ...key('pay-hsm'),
        origin: 'AWS_CLOUDHSM',
        customKeyStoreId: 'cks-0123456789abcdef0',
      },
      // Rotation is off and is turned on in fifteen days.
      {
        region: west,
        createdAt: at(-640),
        ...key('pay-cards'),
        rotation: { periodDays: 365, enabledAt: at(15) },
        uses: daily,
      },
      { region: west, createdAt: at(-640), ...key('pay-reports') },
      { region: west, createdAt: at(-640), ...key('pay-old-batch'), disabledAt: at(-90) },
      { region: west, createdAt: at(-400), ...key('pay-hidden'), id: POLICY_DENIED_KEY },
      {
        region: west,
        createdAt: at(-560),
        ...key('pay-global'),
        replicas: ['eu-central-1'],
        rotation: { periodDays: 180, enabledAt: at(-560) },
        uses: daily,
      },
      {
        region: 'eu-central-1',
        createdAt: at(-900),
        ...key('pay-retired'),
        deletion: { scheduledAt: at(-22), dueAt: at(8) },
        uses: { from: at(-900), everyDays: 1, until: at(-24) },
      },
    ],
    'shop-web': [
      {
        region: west,
        createdAt: at(-500),
        ...key('shop-orders'),
        onDemandRotations: [at(-30), at(9)],
        rotation: { periodDays: 365, enabledAt: at(-500) },
      },
      { region: west, createdAt: at(-500), ...key('shop-images') },
      { region: west, createdAt: at(-250), ...key('shop-sso'), spec: 'RSA_4096', usage: 'SIGN_VERIFY' },
      {
        region: west,
        createdAt: at(-700),
        ...key('shop-shared'),
        replicas: ['us-east-1'],
        deletion: { scheduledAt: at(-5), dueAt: at(2) },
      },
      { region: west, createdAt: at(-2), ...key('shop-checkout') },
    ],
    'data-lake': [
      {
        region: west,
        createdAt: at(-900),
        ...key('lake-raw'),
        rotation: { periodDays: 365, enabledAt: at(-900) },
        uses: daily,
      },
      { region: west, createdAt: at(-900), ...key('lake-curated') },
      { region: 'eu-central-1', createdAt: at(-300), ...key('lake-exports') },
      { region: west, createdAt: at(11), ...key('lake-models') },
    ],
    'sandbox-dev': [{ region: west, createdAt: at(-365), ...key('dev-test') }],
    'mobile-app': [
      {
        region: west,
        createdAt: at(-420),
        ...key('mobile-attestation'),
        spec: 'ECC_NIST_P384',
        usage: 'KEY_AGREEMENT',
      },
      {
        region: west,
        createdAt: at(-420),
        ...key('mobile-profile'),
        rotation: { periodDays: 90, enabledAt: at(-420) },
      },
    ],
  };
}

function key(alias: string): Partial<KeyDeclaration> {
  return { aliases: [`alias/${alias}`] };
}
