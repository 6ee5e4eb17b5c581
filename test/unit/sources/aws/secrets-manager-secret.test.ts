import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../shared/model/target.ts';
import { normaliseSecret } from '../../../../shared/sources/aws/secrets-manager-secret.ts';

const NOW = '2026-11-21T06:00:00Z';
const target: Target = {
  account: 'aws#123456789012',
  cloud: 'aws',
  location: 'eu-west-1',
  source: 'aws.secrets-manager-secret',
};
const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/db-AbCdEf';
const normal = (over: Partial<SecretListEntry> = {}) =>
  normaliseSecret(
    { ARN, Name: 'app/db', CreatedDate: new Date('2026-01-01T00:00:00Z'), ...over },
    target,
    NOW,
  );
const NextRotationDate = new Date('2026-12-01T00:00:00Z');

describe('a secret', () => {
  it('that rotates has period, window and next date', () => {
    const RotationRules = { AutomaticallyAfterDays: 30, Duration: '3h' };
    expect(normal({ RotationEnabled: true, RotationRules, NextRotationDate })).toMatchObject({
      rotationEnabled: true,
      rotationPeriodDays: 30,
      rotationWindowHours: 3,
      rotationDueAt: '2026-12-01T00:00:00Z',
    });
  });

  it('whose rotation was turned off has none of them, although its rules remain', () => {
    const skc = normal({
      RotationEnabled: false,
      RotationRules: { AutomaticallyAfterDays: 30, Duration: '3h' },
      NextRotationDate,
    });
    expect(skc?.rotationEnabled).toBe(false);
    expect([skc?.rotationPeriodDays, skc?.rotationWindowHours, skc?.rotationDueAt]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('takes no age from an edit: LastChangedDate is not used', () => {
    const skc = normal({ LastChangedDate: new Date('2026-11-20T00:00:00Z') });
    expect(skc?.versionCreatedAt).toBeUndefined();
    expect(JSON.stringify(skc)).not.toContain('2026-11-20');
  });

  describe('that was never changed since it was made', () => {
    const created = new Date('2026-01-01T00:00:00Z');
    const first: Partial<SecretListEntry> = {
      LastChangedDate: created,
      SecretVersionsToStages: { one: ['AWSCURRENT'] },
    };
    const dated = (over: Partial<SecretListEntry>) => normal({ ...first, ...over })?.versionCreatedAt;

    it('has the date of its creation as that of its version, without another call', () => {
      expect(normal(first)).toMatchObject({
        versionCreatedAt: '2026-01-01T00:00:00Z',
        precise: { versionCreatedAt: NOW },
      });
    });

    it.each([
      [60, '2026-01-01T00:00:00Z'],
      [61, undefined],
    ])('%i seconds may lie between creation and the first version', (seconds, date) => {
      expect(dated({ LastChangedDate: new Date(created.getTime() + seconds * 1000) })).toBe(date);
    });

    it.each([
      ['without a current version', { SecretVersionsToStages: { one: ['AWSPENDING'] } }],
      ['without a date of its last change', { LastChangedDate: undefined }],
      ['without a date of its creation', { CreatedDate: undefined }],
      ['whose creation date is the replica’s own', { PrimaryRegion: 'us-east-1' }],
    ])('%s: the date is not known', (_what, over) => {
      expect(dated(over)).toBeUndefined();
    });
  });

  it('names the current version', () => {
    const SecretVersionsToStages = {
      old: ['AWSPREVIOUS'],
      new: ['AWSCURRENT', 'mine'],
      next: ['AWSPENDING'],
    };
    expect(normal({ SecretVersionsToStages })).toMatchObject({
      currentVersion: 'new',
      details: { versions: 3 },
    });
    expect(normal({ SecretVersionsToStages: { next: ['AWSPENDING'] } })?.currentVersion).toBeUndefined();
  });

  it('that is a replica names its primary; a primary with replicas does not', () => {
    expect(normal({ PrimaryRegion: 'us-east-1' })?.replicaOf).toBe(ARN.replace('eu-west-1', 'us-east-1'));
    expect(normal({ PrimaryRegion: 'eu-west-1' })?.replicaOf).toBeUndefined();
  });

  it('that is scheduled for deletion is deactivated', () => {
    expect(normal({ DeletedDate: new Date('2026-12-24T00:00:00Z') })).toMatchObject({
      state: 'deactivated',
      deletionDueAt: '2026-12-24T00:00:00Z',
    });
  });

  it('names the service that owns it, and has an empty tag without value', () => {
    expect(normal({ OwningService: 'rds', Tags: [{ Key: 'a' }, { Value: 'no key' }] })).toMatchObject({
      ownedBy: 'rds',
      tags: { a: '' },
    });
  });

  it('without an ARN is left out', () => {
    expect(normal({ ARN: undefined })).toBeUndefined();
  });
});
