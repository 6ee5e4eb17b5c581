import type { AccessKeyDeclaration, UserDeclaration } from './estate.ts';
import type { SampleAccount } from './sample-organisation.ts';
import type { At } from './sample-secrets.ts';

type SampleAccessKey = Omit<AccessKeyDeclaration, 'id'>;
export type SampleUser = Omit<UserDeclaration, 'keys'> & { keys: SampleAccessKey[] };

/** The users of the sample with individual cases. */
export function sampleUsers(at: At): Partial<Record<SampleAccount, SampleUser[]>> {
  const uses = (from: number, until?: number) => ({
    from: at(from),
    everyDays: 1,
    ...(until === undefined ? {} : { until: at(until) }),
  });
  const user = (name: string, createdDays: number, ...keys: SampleAccessKey[]): SampleUser => ({
    name,
    createdAt: at(createdDays),
    keys,
  });
  return {
    'pay-prod': [
      user(
        'deploy-bot',
        -800,
        { createdAt: at(-210), uses: uses(-210), usedService: 'ecs', deletedAt: at(16) },
        { createdAt: at(14), uses: uses(14) },
      ),
      user('settlement-export', -400, { createdAt: at(-88), uses: uses(-88) }),
      user('ledger-reader', -400, { createdAt: at(-400), inactiveAt: at(-60), uses: uses(-400, -70) }),
      user('key-ceremony', -30),
    ],
    'shop-web': [
      user('ci-upload', -500, { createdAt: at(-95), uses: uses(-95) }, { createdAt: at(-3), uses: uses(-3) }),
      user('price-feed', -600, { createdAt: at(-600), uses: uses(-600, -200) }),
      user('parcel-labels', -200, { createdAt: at(-40), uses: uses(-40) }),
      user('season-sale', -300, { createdAt: at(-120) }),
    ],
    'data-lake': [
      user('etl', -700, { createdAt: at(-181), uses: uses(-181), usedService: 'glue' }),
      { ...user('notebook', -700, { createdAt: at(-150), uses: uses(-150) }), deletedAt: at(18) },
    ],
    'sandbox-dev': [
      user('workshop-1', -380, { createdAt: at(-380), uses: uses(-380, -370) }),
      user('workshop-2', -380, { createdAt: at(-380), inactiveAt: at(-360) }),
      user('prototype', 10, { createdAt: at(10), uses: uses(10) }),
    ],
    'mobile-app': [
      user('store-upload', -365, { createdAt: at(-365), uses: { from: at(-365), everyDays: 14 } }),
    ],
  };
}

/** A forgotten access key of the root user, last used 40 days before the epoch. */
export function sampleRootKeys(at: At): Partial<Record<SampleAccount, SampleAccessKey[]>> {
  return {
    'sandbox-dev': [
      { createdAt: at(-1200), uses: { from: at(-1200), everyDays: 29, until: at(-40) }, usedService: 'iam' },
    ],
  };
}
