import { describe, expect, it } from 'vitest';
import {
  sharedAddresses,
  sharedAudienceOf,
  type AccountContacts,
} from '../../../shared/contacts/shared-addresses.ts';
import { sharedAudienceSchema } from '../../../shared/model/audience.ts';

const TEAM = 'team@example.com';

function of(id: string, addresses: string[], subscribed: string[] = []): AccountContacts {
  return {
    account: `aws#${id}`,
    contacts: addresses.map((address) => ({
      kind: 'inbox',
      address,
      source: 'config',
      since: '2026-11-21T06:00:00Z',
    })),
    subscribed,
  };
}

const named = (accounts: AccountContacts[], standing: Parameters<typeof sharedAddresses>[1] = new Set()) =>
  sharedAddresses(accounts, standing).map(({ contact, accounts: through }) => [contact.address, through]);

describe('sharedAddresses', () => {
  it('are those that answer for two accounts or more', () => {
    expect(named([of('1', [TEAM, 'one@example.com']), of('2', [TEAM])])).toEqual([
      [TEAM, ['aws#1', 'aws#2']],
    ]);
  });

  it('know an address in whatever case, and one account that names it twice', () => {
    expect(named([of('1', [TEAM]), of('2', ['Team@Example.com'])])).toEqual([[TEAM, ['aws#1', 'aws#2']]]);
    expect(named([of('1', [TEAM, 'Team@Example.com'])])).toEqual([]);
  });

  it('leave an address on the topics of accounts where it is subscribed', () => {
    expect(named([of('1', [TEAM], [TEAM]), of('2', [TEAM], ['TEAM@example.com'])])).toEqual([]);
  });

  it('carry the accounts that come later through the audience', () => {
    expect(named([of('1', [TEAM], [TEAM]), of('2', [TEAM]), of('3', [TEAM])])).toEqual([
      [TEAM, ['aws#2', 'aws#3']],
    ]);
  });

  it('stay shared when one account is left, and end with the last', () => {
    const standing = new Set([sharedAudienceOf(TEAM)]);
    expect(named([of('1', [TEAM])], standing)).toEqual([[TEAM, ['aws#1']]]);
    expect(named([of('1', [])], standing)).toEqual([]);
  });

  it('have an audience named by the address', () => {
    expect(sharedAudienceSchema.safeParse(sharedAudienceOf(TEAM)).success).toBe(true);
    expect(sharedAudienceOf('Team@Example.com')).toBe(sharedAudienceOf(TEAM));
    expect(sharedAudienceOf('https://a.example/X')).not.toBe(sharedAudienceOf('https://a.example/x'));
  });
});
