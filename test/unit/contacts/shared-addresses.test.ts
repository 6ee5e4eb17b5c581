import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../shared/rules/config.ts';
import { sharedAddresses, sharedAudienceOf } from '../../../shared/contacts/shared-addresses.ts';
import { sharedAudienceSchema } from '../../../shared/model/audience.ts';

const NOW = '2026-11-21T06:00:00Z';
const TEAM = 'team@example.com';

/** The shared addresses of accounts with these contacts. @param before Addresses that were shared already. */
function sharedOf(contacts: Record<string, string[]>, before: string[] = [], active = Object.keys(contacts)) {
  const accounts = Object.fromEntries(
    Object.entries(contacts).map(([id, addresses]) => [id, addresses.map((address) => ({ address }))]),
  );
  return sharedAddresses(
    active.map((id) => ({ id })),
    configSchema.parse({ contacts: { accounts } }),
    before.map((address) => ({
      kind: 'inbox',
      address,
      source: 'config',
      since: '2026-01-01T06:00:00Z',
      audience: sharedAudienceOf(address),
    })),
    NOW,
  );
}

const named = (...input: Parameters<typeof sharedOf>) => sharedOf(...input).map(({ address }) => address);
const [ONE, TWO] = ['111111111111', '222222222222'];

describe('sharedAddresses', () => {
  it('are those that two or more accounts name, each with its audience', () => {
    expect(sharedOf({ [ONE]: [TEAM, 'one@example.com'], [TWO]: [TEAM] })).toEqual([
      { kind: 'inbox', address: TEAM, source: 'config', since: NOW, audience: sharedAudienceOf(TEAM) },
    ]);
  });

  it('compare addresses without case, and count an account that names one twice once', () => {
    expect(named({ [ONE]: [TEAM], [TWO]: ['Team@Example.com'] })).toEqual([TEAM]);
    expect(named({ [ONE]: [TEAM, 'Team@Example.com'] })).toEqual([]);
  });

  it('count only accounts that get messages', () => {
    expect(named({ [ONE]: [TEAM], [TWO]: [TEAM] }, [], [ONE])).toEqual([]);
  });

  it('include found contacts that the configuration adopts, for accounts without a configured one', () => {
    const found = {
      contacts: [{ kind: 'inbox', address: TEAM, source: 'aws-account-tag' } as const],
      problems: [],
    };
    const accounts = [
      { id: ONE, found },
      { id: TWO, found },
    ];
    const of = (adopt: 'aws-account-tag'[]) =>
      sharedAddresses(accounts, configSchema.parse({ contacts: { adopt } }), [], NOW);
    expect(of(['aws-account-tag']).map(({ address }) => address)).toEqual([TEAM]);
    expect(of([])).toEqual([]);
  });

  it('stay shared while one account is left, and end with the last one', () => {
    expect(named({ [ONE]: [TEAM], [TWO]: [] }, [TEAM])).toEqual([TEAM]);
    expect(named({ [ONE]: [TEAM], [TWO]: [] })).toEqual([]);
    expect(named({ [ONE]: [], [TWO]: [] }, [TEAM])).toEqual([]);
  });

  it('have an audience named by the address', () => {
    expect(sharedAudienceSchema.safeParse(sharedAudienceOf(TEAM)).success).toBe(true);
    expect(sharedAudienceOf('Team@Example.com')).toBe(sharedAudienceOf(TEAM));
    expect(sharedAudienceOf('https://a.example/X')).not.toBe(sharedAudienceOf('https://a.example/x'));
  });
});
