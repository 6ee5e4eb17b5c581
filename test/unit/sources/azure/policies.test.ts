import { describe, expect, it } from 'vitest';
import type { Skc } from '../../../../shared/model/skc.ts';
import { durationDays } from '../../../../shared/sources/azure/duration-days.ts';
import { rotationFacts } from '../../../../shared/sources/azure/key-rotation.ts';
import { policyFacts } from '../../../../shared/sources/azure/key-vault-certificate.ts';
import { vaultCertificate, vaultKey } from '../../../bed/sources/azure/skcs.ts';

describe('the days of a duration', () => {
  it.each([
    ['P90D', 90],
    ['P1Y', 365],
    ['P2M', 60],
    ['P1Y6M10D', 555],
    ['P2W', 14],
    ['P30DT12H', 30],
    ['', undefined],
    ['90', undefined],
    ['P', undefined],
    [undefined, undefined],
  ])('%s is %s', (duration, days) => {
    expect(durationDays(duration)).toBe(days);
  });
});

describe('a rotation policy', () => {
  const key: Skc = vaultKey({ versionCreatedAt: '2026-10-01T08:00:00Z', expiresAt: '2027-10-01T08:00:00Z' });

  it('that rotates after a number of days counts from the current version', () => {
    const facts = rotationFacts(key, { lifetimeActions: [{ action: 'Rotate', timeAfterCreate: 'P30D' }] });
    expect(facts).toMatchObject({
      rotationEnabled: true,
      rotationPeriodDays: 30,
      rotationDueAt: '2026-10-31T08:00:00Z',
    });
  });

  it('that rotates before expiry counts back from it', () => {
    const facts = rotationFacts(key, {
      expiresIn: 'P1Y',
      lifetimeActions: [{ action: 'Rotate', timeBeforeExpiry: 'P30D' }],
    });
    expect(facts).toMatchObject({ rotationPeriodDays: 335, rotationDueAt: '2027-09-01T08:00:00Z' });
  });

  it('that only notifies rotates nothing', () => {
    const facts = rotationFacts(key, { lifetimeActions: [{ action: 'Notify', timeBeforeExpiry: 'P30D' }] });
    expect(facts.rotationEnabled).toBe(false);
  });

  it('that is empty rotates nothing', () => {
    expect(rotationFacts(key, {}).rotationEnabled).toBe(false);
  });
});

describe('a certificate’s policy', () => {
  const certificate: Skc = vaultCertificate();
  const renew = [{ action: 'AutoRenew' as const, daysBeforeExpiry: 40 }];

  it('of a known issuer that renews is renewed by the service', () => {
    expect(
      policyFacts(certificate, { issuerName: 'Self', subject: 'CN=x', lifetimeActions: renew }).renewedBy,
    ).toBe('service');
  });

  it('of issuer Unknown is renewed by a person, whatever its policy says', () => {
    expect(
      policyFacts(certificate, { issuerName: 'Unknown', subject: 'CN=x', lifetimeActions: renew }).renewedBy,
    ).toBe('person');
  });

  it('that only sends mail is renewed by a person', () => {
    const mails = [{ action: 'EmailContacts' as const, daysBeforeExpiry: 40 }];
    expect(
      policyFacts(certificate, { issuerName: 'DigiCert', subject: 'CN=x', lifetimeActions: mails }).renewedBy,
    ).toBe('person');
  });

  it('converts a percentage of the lifetime to days before expiry', () => {
    const share = [{ action: 'AutoRenew' as const, lifetimePercentage: 80 }];
    const { renewsDaysBefore } = policyFacts(certificate, {
      issuerName: 'Self',
      subject: 'CN=x',
      lifetimeActions: share,
    });
    // From 1 May 2026 to 2 June 2027 are 397 days.
    expect(renewsDaysBefore).toBe(79);
  });
});
