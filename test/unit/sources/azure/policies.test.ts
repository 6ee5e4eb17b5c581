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
    const facts = rotationFacts(key, {
      lifetimeActions: [{ action: { type: 'Rotate' }, trigger: { timeAfterCreate: 'P30D' } }],
    });
    expect(facts).toMatchObject({
      rotationEnabled: true,
      rotationPeriodDays: 30,
      rotationDueAt: '2026-10-31T08:00:00Z',
    });
  });

  it('that rotates before expiry counts back from it', () => {
    const facts = rotationFacts(key, {
      attributes: { expiryTime: 'P1Y' },
      lifetimeActions: [{ action: { type: 'rotate' }, trigger: { timeBeforeExpiry: 'P30D' } }],
    });
    expect(facts).toMatchObject({ rotationPeriodDays: 335, rotationDueAt: '2027-09-01T08:00:00Z' });
  });

  it('that only notifies rotates nothing', () => {
    const facts = rotationFacts(key, {
      lifetimeActions: [{ action: { type: 'Notify' }, trigger: { timeBeforeExpiry: 'P30D' } }],
    });
    expect(facts.rotationEnabled).toBe(false);
  });

  it('without actions rotates nothing', () => {
    expect(rotationFacts(key, { lifetimeActions: [] }).rotationEnabled).toBe(false);
  });

  it('that lacks its list of actions says nothing', () => {
    const facts = rotationFacts(key, {});
    expect(facts.rotationEnabled).toBeUndefined();
    expect(facts.unknown).toHaveProperty('rotationEnabled');
  });
});

describe('a certificate’s policy', () => {
  const certificate: Skc = vaultCertificate();
  const acts = (action_type: string, trigger: object = { days_before_expiry: 40 }) => [
    { action: { action_type }, trigger },
  ];

  it.each([
    ['of a known issuer that renews is renewed by the service', 'Self', acts('AutoRenew'), 'service'],
    ['of issuer Unknown is renewed by a person, whatever it says', 'Unknown', acts('AutoRenew'), 'person'],
    ['of issuer Unknown without actions is renewed by a person', 'Unknown', undefined, 'person'],
    ['that only sends mail is renewed by a person', 'DigiCert', acts('EmailContacts'), 'person'],
    ['that lacks its list of actions says nothing', 'DigiCert', undefined, undefined],
    ['that renews but lacks its issuer says nothing', undefined, acts('AutoRenew'), undefined],
  ])('%s', (_what, name, lifetime_actions, renewedBy) => {
    const facts = policyFacts(certificate, { issuer: { name }, lifetime_actions });
    expect(facts.renewedBy).toBe(renewedBy);
    expect(Object.hasOwn(facts.unknown ?? {}, 'renewedBy')).toBe(renewedBy === undefined);
  });

  it('converts a percentage of the lifetime to days before expiry', () => {
    const { renewsDaysBefore } = policyFacts(certificate, {
      issuer: { name: 'Self' },
      lifetime_actions: acts('AutoRenew', { lifetime_percentage: 80 }),
    });
    // From 1 May 2026 to 2 June 2027 are 397 days.
    expect(renewsDaysBefore).toBe(79);
  });

  it.each([
    [{ kty: 'RSA-HSM', key_size: 2048 }, 'RSA_2048'],
    [{ kty: 'EC', crv: 'P-256' }, 'EC_P-256'],
    [{ kty: 'RSA' }, undefined],
    [undefined, undefined],
  ])('with the key %o has the algorithm %s, or says nothing', (key_props, keyAlgorithm) => {
    const facts = policyFacts(certificate, { key_props });
    expect(facts.keyAlgorithm).toBe(keyAlgorithm);
    expect(Object.hasOwn(facts.unknown ?? {}, 'keyAlgorithm')).toBe(keyAlgorithm === undefined);
  });
});
