import type { GcpSecretDeclaration } from './gcp-estate.ts';
import type { SampleGcpProject } from './sample-gcp-projects.ts';
import type { At } from './sample-secrets.ts';

/** The secrets of the sample's projects with individual cases; positive days are in the future at the epoch. */
export function sampleGcpSecrets(at: At): Partial<Record<SampleGcpProject, GcpSecretDeclaration[]>> {
  const secret = (
    name: string,
    createdDays: number,
    more: Partial<GcpSecretDeclaration> = {},
  ): GcpSecretDeclaration => ({ name, createdAt: at(createdDays), versions: [at(createdDays)], ...more });
  return {
    'pay-risk-4711': [
      // Always rotated on schedule.
      secret('risk-model-token', -200, {
        rotation: { everyDays: 30, firstAt: at(-170) },
        versions: { from: at(-170), everyDays: 30 },
        labels: { team: 'payments' },
      }),
      // Its schedule continues, but no one acts on the messages.
      secret('sanctions-list-password', -400, {
        rotation: { everyDays: 90, firstAt: at(-310) },
        versions: [at(-400), at(-309)],
        labels: { team: 'payments', owner: 'risk' },
      }),
      secret('card-scheme-api', -700, { versions: [at(-700), at(13)] }),
      // Deleted on expiry, in nine days.
      secret('partner-onboarding', -81, { expiresAt: at(9) }),
      secret('frankfurt-settlement', -300, {
        region: 'europe-west3',
        kmsKey: 'projects/pay-risk-4711/locations/europe-west3/keyRings/risk/cryptoKeys/secrets',
      }),
      secret('new-scoring-engine', 4),
    ],
    'shop-analytics-0815': [
      secret('tag-manager', -420, { versions: [at(-420), at(-30)], labels: { team: 'shop' } }),
      // Only a disabled version is left, which will be destroyed.
      secret('old-crm-export', -900, { destruction: { scheduledAt: at(-2), dueAt: at(5) } }),
      secret('newsletter-smtp', -500, { disabledAt: at(-100) }),
      secret('never-filled', -30, { versions: [] }),
      secret('campaign-2026', -100, { replicas: ['europe-west1', 'europe-west3'], deletedAt: at(8) }),
    ],
    'lake-ml-2342': [
      secret('feature-store', -366, { rotation: { everyDays: 400, firstAt: at(34) } }),
      secret('notebook-token', -90),
      secret('labelling-service', -10, { rotation: { everyDays: 10, firstAt: at(0.5) } }),
    ],
    'core-archive-1999': [secret('archive-master', -1200)],
    'play-labs-5050': [secret('hello-world', -300), secret('workshop', -20, { expiresAt: at(15) })],
    'shop-legacy-1234': [secret('ftp-password', -1300)],
  };
}
