import { describe, expect, it } from 'vitest';
import { certificateFacts } from '../../../sandbox/aws/certificate-facts.ts';
import { keysAt } from '../../../sandbox/aws/credential-report.ts';
import { keyFacts } from '../../../sandbox/aws/key-facts.ts';
import { secretFacts } from '../../../sandbox/aws/secret-facts.ts';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { sampleConfig } from '../../../sandbox/estate/sample-config.ts';
import { sampleEstate } from '../../../sandbox/estate/sample.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { addDays } from '../../../shared/model/instant.ts';

const epoch = '2026-11-21T06:00:00Z';

describe('the sample estate', () => {
  it('is the same for the same epoch', () => {
    expect(sampleEstate({ epoch })).toEqual(sampleEstate({ epoch }));
  });

  it.each([0, 30])('shows between 350 and 450 SKCs after %i days', (days) => {
    const shown = ids(sampleEstate({ epoch }), addDays(epoch, days));
    expect(shown.length).toBeGreaterThanOrEqual(350);
    expect(shown.length).toBeLessThanOrEqual(450);
  });

  it('names every SKC once', () => {
    const shown = ids(sampleEstate({ epoch }), epoch);
    expect(new Set(shown).size).toBe(shown.length);
  });

  it('loses some SKCs and gains others in 30 days', () => {
    const estate = sampleEstate({ epoch });
    const before = ids(estate, epoch);
    const after = ids(estate, addDays(epoch, 30));
    expect(before.filter((id) => !after.includes(id)).length).toBeGreaterThan(5);
    expect(after.filter((id) => !before.includes(id)).length).toBeGreaterThan(5);
  });

  it('has a valid configuration', () => {
    expect(configSchema.safeParse(sampleConfig(epoch)).error).toBeUndefined();
  });
});

describe('a generated estate', () => {
  it('has the requested number of SKCs', () => {
    const estate = generateEstate({ accounts: 4, skcs: 1000, seed: 1, epoch });
    expect(ids(estate, epoch)).toHaveLength(1000);
  });

  it('is the same for the same seed', () => {
    const size = { accounts: 2, skcs: 200, epoch };
    expect(generateEstate({ ...size, seed: 3 })).toEqual(generateEstate({ ...size, seed: 3 }));
  });

  it('differs with the seed', () => {
    const size = { accounts: 2, skcs: 200, epoch };
    expect(generateEstate({ ...size, seed: 3 })).not.toEqual(generateEstate({ ...size, seed: 4 }));
  });
});

/** The customer's SKCs of an estate that exist at an instant. */
function ids(estate: Estate, now: string): string[] {
  return estate.accounts.flatMap((account) => {
    const regions = account.regions.filter((each) => each.status !== 'DISABLED').map((each) => each.name);
    const keys = account.keys.filter((key) => key.manager === 'CUSTOMER');
    const users = account.users.filter((user) => user.createdAt <= now && (user.deletedAt ?? '9') > now);
    return [
      ...regions.flatMap((region) => [
        ...account.secrets
          .filter((each) => each.region === region || each.replicas?.includes(region))
          .flatMap((each) => secretFacts(each, account.id, region, now)?.arn ?? []),
        ...keys
          .filter((each) => each.region === region || each.replicas?.includes(region))
          .flatMap((each) => keyFacts(each, account.id, region, now)?.arn ?? []),
      ]),
      ...account.certificates.flatMap((each) => certificateFacts(each, account.id, now)?.arn ?? []),
      ...users.flatMap((user) => keysAt(user.keys, now).map((key) => key.id)),
      ...keysAt(account.rootKeys, now).map((key) => key.id),
    ];
  });
}
