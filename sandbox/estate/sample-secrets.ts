import type { Instant } from '../../shared/model/instant.ts';
import type { SecretDeclaration } from './estate.ts';
import type { SampleAccount } from './sample-organisation.ts';

/** An instant in days relative to the estate's epoch. */
export type At = (days: number) => Instant;

type SampleSecret = Omit<SecretDeclaration, 'suffix'>;

/** The secrets of the sample with individual cases; positive days are in the future at the epoch. */
export function sampleSecrets(at: At): Partial<Record<SampleAccount, SampleSecret[]>> {
  const daily = (from: number, until?: number) => ({
    from: at(from),
    everyDays: 1,
    ...(until === undefined ? {} : { until: at(until) }),
  });
  return {
    'org-management': [
      { name: 'org/billing-export/token', region: 'us-east-1', createdAt: at(-500), uses: daily(-400) },
    ],
    'pay-prod': [
      // Overdue, and changed manually in twelve days.
      {
        name: 'pay/card-gateway/api-token',
        region: 'eu-west-1',
        createdAt: at(-700),
        versions: [at(-420), at(12)],
        uses: daily(-700),
        tags: { team: 'payments', owner: 'payments-security' },
      },
      { name: 'pay/settlement/sftp-password', region: 'eu-west-1', createdAt: at(-900), uses: daily(-900) },
      { name: 'pay/fraud/model-key', region: 'eu-west-1', createdAt: at(-0.1) },
      // Its last two rotations failed.
      {
        name: 'pay/iban-check/token',
        region: 'eu-west-1',
        createdAt: at(-260),
        rotation: { everyDays: 30, firstAt: at(-200), windowHours: 2, failsFrom: at(-45) },
        uses: daily(-260),
      },
      {
        name: 'pay/shared/signing-passphrase',
        region: 'eu-west-1',
        createdAt: at(-300),
        rotation: { everyDays: 60, firstAt: at(-240) },
        replicas: ['eu-central-1'],
        uses: daily(-300),
      },
      {
        name: 'rds!cluster-2f1d7c3e-ledger',
        region: 'eu-central-1',
        createdAt: at(-200),
        owningService: 'rds',
        rotation: { everyDays: 7, firstAt: at(-193) },
        uses: daily(-200),
        tags: { 'aws:rds:primaryDBClusterArn': 'arn:aws:rds:eu-central-1:222222222222:cluster:ledger' },
      },
      // Scheduled for deletion although it was used the day before; deleted in a week.
      {
        name: 'pay/legacy/soap-password',
        region: 'eu-west-1',
        createdAt: at(-1100),
        uses: daily(-1100, -4),
        deletion: { scheduledAt: at(-3), dueAt: at(7) },
      },
      { name: 'pay/instant-transfer/token', region: 'eu-west-1', createdAt: at(9), uses: daily(9) },
    ],
    'shop-web': [
      {
        name: 'shop/coupons/api-key',
        region: 'eu-west-1',
        createdAt: at(-800),
        uses: daily(-800, -300),
        deletion: { scheduledAt: at(-10), dueAt: at(20) },
      },
      // Rotation was turned off; its rules remain.
      {
        name: 'shop/search/api-key',
        region: 'eu-west-1',
        createdAt: at(-500),
        rotation: { everyDays: 30, firstAt: at(-470), offAt: at(-100) },
        uses: daily(-500),
      },
      // A tag was edited: LastChangedDate says five days, the value is 600 days old.
      {
        name: 'shop/mail/smtp-password',
        region: 'us-east-1',
        createdAt: at(-600),
        versions: [at(18)],
        edits: [at(-5)],
        uses: daily(-600),
        tags: { 'cost-centre': '4711' },
      },
      {
        name: 'shop/loyalty/db',
        region: 'eu-west-1',
        createdAt: at(-150),
        rotation: { everyDays: 90, firstAt: at(-60) },
        deletion: { scheduledAt: at(-1), dueAt: at(29), cancelledAt: at(6) },
        uses: daily(-150),
      },
      ...partners(at),
    ],
    'data-lake': [
      { name: 'lake/crawler/token', region: 'eu-west-1', createdAt: at(-400), uses: daily(-400, -200) },
      {
        name: 'lake/warehouse/admin',
        region: 'eu-west-1',
        createdAt: at(-365),
        rotation: { everyDays: 30, firstAt: at(-345), windowHours: 4 },
        uses: daily(-365),
      },
      { name: 'lake/feature-store/password', region: 'us-east-1', createdAt: at(-380), versions: [at(-350)] },
    ],
    'core-banking': [{ name: 'core/ledger/master', region: 'eu-central-1', createdAt: at(-900) }],
    'sandbox-dev': [
      { name: 'playground/hello-world', region: 'eu-west-1', createdAt: at(-420) },
      { name: 'playground/workshop', region: 'eu-west-1', createdAt: at(-200), uses: daily(-200, -150) },
      { name: 'playground/hackathon', region: 'us-east-1', createdAt: at(12) },
    ],
    'mobile-app': [
      { name: 'mobile/push/fcm-key', region: 'eu-west-1', createdAt: at(-390), uses: daily(-390) },
      { name: 'mobile/maps/api-key', region: 'eu-west-1', createdAt: at(5), uses: daily(5) },
    ],
  };
}

/** Passwords of partners: nobody has changed one since it was made. */
function partners(at: At): SampleSecret[] {
  const region = 'us-east-1';
  const createdAt = at(-450);
  return [
    { name: 'shop/partner/parcels', region, createdAt, description: 'Parcel labels' },
    { name: 'shop/partner/reviews', region, createdAt, tags: { note: 'contract ends in spring' } },
    { name: 'shop/partner/returns', region, createdAt, tags: { note: 'shared with the warehouse' } },
    { name: 'shop/partner/vouchers', region, createdAt, tags: { team: 'shop' } },
    { name: 'shop/partner/newsletter', region, createdAt, tags: { team: 'marketing' } },
    { name: 'shop/partner/price-watch', region, createdAt, tags: { team: 'shop' } },
  ];
}
