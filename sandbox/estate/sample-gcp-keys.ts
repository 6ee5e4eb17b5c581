import type { GcpApiKeyDeclaration, GcpKeyDeclaration, GcpServiceAccountDeclaration } from './gcp-estate.ts';
import type { SampleGcpProject } from './sample-gcp-projects.ts';
import type { At } from './sample-secrets.ts';

/** The Cloud KMS keys of the sample with individual cases. */
export function sampleGcpKeys(at: At): Partial<Record<SampleGcpProject, GcpKeyDeclaration[]>> {
  const key = (
    name: string,
    createdDays: number,
    more: Partial<GcpKeyDeclaration> = {},
  ): GcpKeyDeclaration => ({
    ring: 'risk',
    name,
    location: 'europe-west3',
    createdAt: at(createdDays),
    purpose: 'ENCRYPT_DECRYPT',
    algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION',
    protectionLevel: 'SOFTWARE',
    ...more,
  });
  const yearly = (firstDays: number) => ({ everyDays: 365, firstAt: at(firstDays) });
  return {
    'pay-risk-4711': [
      key('secrets', -800, { rotation: yearly(-435) }),
      key('ledger', -500),
      key('hsm-cards', -350, { protectionLevel: 'HSM', rotation: yearly(15) }),
      key('signing', -600, { purpose: 'ASYMMETRIC_SIGN', algorithm: 'EC_SIGN_P256_SHA256' }),
      key('imported-2019', -900, { importOnly: true }),
      // Scheduled for destruction, and restored in time.
      key('statements', -300, {
        rotation: yearly(65),
        destruction: { scheduledAt: at(-4), dueAt: at(26), cancelledAt: at(3) },
      }),
    ],
    'shop-analytics-0815': [
      key('exports', -400, { ring: 'shop', location: 'global', rotation: yearly(-35) }),
      key('tombstone', -900, {
        ring: 'shop',
        location: 'global',
        destruction: { scheduledAt: at(-90), dueAt: at(-60) },
      }),
      key('short-signature', -700, {
        ring: 'shop',
        location: 'global',
        purpose: 'ASYMMETRIC_SIGN',
        algorithm: 'RSA_SIGN_PKCS1_2048_SHA256',
      }),
    ],
    'lake-ml-2342': [
      key('models', -200, {
        ring: 'lake',
        location: 'europe',
        rotation: { everyDays: 90, firstAt: at(-110) },
      }),
      key('external', -500, {
        ring: 'lake',
        location: 'europe-west1',
        protectionLevel: 'EXTERNAL',
        algorithm: 'EXTERNAL_SYMMETRIC_ENCRYPTION',
      }),
      key('webhooks', -120, { ring: 'lake', location: 'europe', purpose: 'MAC', algorithm: 'HMAC_SHA256' }),
      key('retired', -800, {
        ring: 'lake',
        location: 'europe',
        destruction: { scheduledAt: at(-20), dueAt: at(10) },
      }),
    ],
    'core-archive-1999': [key('tapes', -1400, { ring: 'archive' })],
    'play-labs-5050': [key('unseen', -100)],
  };
}

/** The service accounts of the sample with individual cases, with user-managed keys. */
export function sampleGcpServiceAccounts(
  at: At,
): Partial<Record<SampleGcpProject, GcpServiceAccountDeclaration[]>> {
  const account = (
    name: string,
    ...keys: GcpServiceAccountDeclaration['keys']
  ): GcpServiceAccountDeclaration => ({ name, createdAt: at(-1000), keys });
  const id = (text: string) => text.padEnd(40, '0');
  return {
    'pay-risk-4711': [
      account(
        'scoring',
        { id: id('a1'), createdAt: at(-45) },
        { id: id('a2'), createdAt: at(-400), deletedAt: at(6) },
      ),
      account('batch', { id: id('a3'), createdAt: at(-100), expiresAt: at(20) }),
      account('no-keys'),
    ],
    'shop-analytics-0815': [
      account('tracking', { id: id('b1'), createdAt: at(-800), disabledAt: at(-100) }),
      account('agency', { id: id('b2'), createdAt: at(-95) }),
      { ...account('closed', { id: id('b3'), createdAt: at(-700) }), disabledAt: at(-30) },
    ],
    'lake-ml-2342': [account('training', { id: id('c1'), createdAt: at(-190) })],
    'core-archive-1999': [account('tape-robot', { id: id('d1'), createdAt: at(-1400) })],
    'play-labs-5050': [account('workshop', { id: id('e1'), createdAt: at(-10) })],
  };
}

/** API keys; one has no name. */
export function sampleGcpApiKeys(at: At): Partial<Record<SampleGcpProject, GcpApiKeyDeclaration[]>> {
  const uid = (index: number) => `5e1f2a00-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const apis = ['maps-backend.googleapis.com'];
  return {
    'shop-analytics-0815': [
      { uid: uid(1), displayName: 'Maps on the store page', createdAt: at(-700), apis },
      { uid: uid(2), displayName: 'Address search', createdAt: at(-200) },
      { uid: uid(3), displayName: 'Route planner', createdAt: at(-50), apis },
      { uid: uid(4), displayName: 'Store finder (old)', createdAt: at(-400) },
    ],
    'lake-ml-2342': [
      { uid: uid(5), displayName: 'Notebook demo', createdAt: at(-10), deletedAt: at(2), apis },
    ],
    'play-labs-5050': [{ uid: uid(6), displayName: '', createdAt: at(-380) }],
  };
}
