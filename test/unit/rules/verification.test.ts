import { describe, expect, it } from 'vitest';
import { fieldsToVerify, nextCheckAt, type Confirmation } from '../../../shared/rules/verification.ts';
import {
  accessKey,
  importedCertificate,
  kmsKey,
  rootKey,
  longLivedSecret,
} from '../../bed/sources/aws/skcs.ts';
import { contextAt } from '../../bed/rules/context.ts';
import { NOW } from '../../bed/rules/label.ts';

const VERSION: Confirmation[] = [{ field: 'versionCreatedAt', confirms: ['rotation-overdue'] }];
const ROTATIONS: Confirmation[] = [
  { field: 'lastRotatedAt', confirms: ['rotation-off', 'rotation-overdue'] },
];
const USE: Confirmation[] = [{ field: 'lastUsedAt', confirms: ['unused'] }];
const context = contextAt(NOW);

describe('fieldsToVerify', () => {
  it('requests the version date of an old secret that has none yet', () => {
    const skc = longLivedSecret({ createdAt: '2020-01-01T00:00:00Z' });
    expect(fieldsToVerify(skc, context, VERSION)).toEqual(['versionCreatedAt']);
  });

  it('requests nothing for a secret that is new by its own date', () => {
    expect(fieldsToVerify(longLivedSecret(), context, VERSION)).toEqual([]);
  });

  it('requests nothing twice if the reading returned nothing', () => {
    const skc = longLivedSecret({ createdAt: '2020-01-01T00:00:00Z', precise: { versionCreatedAt: NOW } });
    expect(fieldsToVerify(skc, context, VERSION)).toEqual([]);
  });

  it('requests it again if the limit passed after the last precise reading', () => {
    const old = { createdAt: '2020-01-01T00:00:00Z', versionCreatedAt: '2025-10-01T00:00:00Z' };
    const readBefore = longLivedSecret({ ...old, precise: { versionCreatedAt: '2026-09-30T23:59:59Z' } });
    const readSince = longLivedSecret({ ...old, precise: { versionCreatedAt: '2026-10-01T00:00:00Z' } });
    expect(fieldsToVerify(readBefore, context, VERSION)).toEqual(['versionCreatedAt']);
    expect(fieldsToVerify(readSince, context, VERSION)).toEqual([]);
  });

  it('requests the rotations of a key whose rotation is off, once', () => {
    const off = { rotationEnabled: false, rotationPeriodDays: undefined, rotationDueAt: undefined };
    expect(fieldsToVerify(kmsKey(off), context, ROTATIONS)).toEqual(['lastRotatedAt']);
    const read = kmsKey({ ...off, precise: { lastRotatedAt: '2026-11-20T06:00:00Z' } });
    expect(fieldsToVerify(read, context, ROTATIONS)).toEqual([]);
  });

  it('requests nothing for a key that KMS rotates', () => {
    expect(fieldsToVerify(kmsKey(), context, ROTATIONS)).toEqual([]);
  });

  it('requests the last use of an access key that seems unused', () => {
    const skc = accessKey({ createdAt: '2026-01-01T00:00:00Z', lastUsedAt: '2026-02-01T00:00:00Z' });
    expect(fieldsToVerify(skc, context, USE)).toEqual(['lastUsedAt']);
  });

  it("requests whether root's key exists", () => {
    const presence: Confirmation[] = [{ field: 'privileged', confirms: ['root-access-key'] }];
    expect(fieldsToVerify(rootKey(), context, presence)).toEqual(['privileged']);
  });

  it('accepts any reading of a fact whose date is in the future', () => {
    const status: Confirmation[] = [{ field: 'renewalStatus', confirms: ['renewal-failed'] }];
    const skc = importedCertificate({ renewedBy: 'service', expiresAt: '2026-12-20T00:00:00Z' });
    expect(fieldsToVerify(skc, context, status)).toEqual(['renewalStatus']);
    const read = {
      ...skc,
      renewalStatus: 'failed' as const,
      precise: { renewalStatus: '2026-11-20T06:00:00Z' },
    };
    expect(fieldsToVerify(read, context, status)).toEqual([]);
  });

  it('requests nothing for a rule that does not need the field confirmed', () => {
    const skc = longLivedSecret({ createdAt: '2020-01-01T00:00:00Z' });
    expect(fieldsToVerify(skc, context, [{ field: 'versionCreatedAt', confirms: ['unused'] }])).toEqual([]);
  });

  it('requests nothing for a replica', () => {
    const skc = longLivedSecret({ createdAt: '2020-01-01T00:00:00Z', replicaOf: 'arn:primary' });
    expect(fieldsToVerify(skc, context, VERSION)).toEqual([]);
  });
});

describe('nextCheckAt', () => {
  it('is the first second after the limit of a secret whose version may be as old as the secret', () => {
    const skc = longLivedSecret({ createdAt: '2026-01-10T08:00:00Z' });
    expect(nextCheckAt(skc, context, VERSION)).toBe('2027-01-10T08:00:01Z');
  });

  it('is never if no precise reading is needed', () => {
    expect(nextCheckAt(longLivedSecret(), context, USE.concat(ROTATIONS))).not.toBe('2027-01-10T08:00:01Z');
    expect(nextCheckAt(importedCertificate(), context, VERSION)).toBeUndefined();
  });

  it('is the earliest of several', () => {
    const skc = accessKey({ createdAt: '2026-11-01T08:00:00Z', lastUsedAt: '2026-11-20T09:00:00Z' });
    // Its age passes 90 days on 30 January 2027, its last use on 18 February.
    expect(nextCheckAt(skc, context, USE)).toBe('2027-02-18T09:00:01Z');
    expect(nextCheckAt(skc, context, [...USE, ...VERSION])).toBe('2027-01-30T08:00:01Z');
  });
});
