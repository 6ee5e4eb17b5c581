import type { AccessKeyMetadata } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { normaliseAccessKey } from '../../../../shared/sources/aws/access-key-fields.ts';
import type { Target } from '../../../../shared/model/target.ts';

const target: Target = {
  account: 'aws#123456789012',
  cloud: 'aws',
  location: 'global',
  source: 'aws.iam-access-key',
};
const OLD = '2026-01-02T03:04:05';
const NEW = '2026-06-07T08:09:10';
const USED_1 = '2026-11-01T00:00:00';
const USED_2 = '2026-11-02T00:00:00';

function row(over: Record<string, string | undefined> = {}): Record<string, string> {
  const all: Record<string, string | undefined> = {
    user: 'job',
    arn: 'arn:aws:iam::123456789012:user/job',
    access_key_1_active: 'true',
    access_key_1_last_rotated: `${OLD}+00:00`,
    access_key_1_last_used_date: `${USED_1}+00:00`,
    access_key_2_active: 'true',
    access_key_2_last_rotated: `${NEW}+00:00`,
    access_key_2_last_used_date: `${USED_2}+00:00`,
    ...over,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const key = (id: string, made: string, Status: 'Active' | 'Inactive' = 'Active'): AccessKeyMetadata => ({
  AccessKeyId: id,
  Status,
  CreateDate: new Date(`${made}Z`),
});

/** The last use of each key according to the report, by key id. */
function usedAt(keys: AccessKeyMetadata[], over: Record<string, string | undefined> = {}) {
  return keys.map((each) => normaliseAccessKey(each, keys, row(over), target)?.lastUsedAt);
}

describe('an access key joined with its user’s row', () => {
  it('has its id, name and dates from the listing and its last use from the report', () => {
    const made = key('AKIA1', OLD);
    expect(normaliseAccessKey(made, [made, key('AKIA2', NEW)], row(), target)).toMatchObject({
      id: 'arn:aws:iam::123456789012:user/job/access-key/AKIA1',
      name: 'job/AKIA1',
      state: 'active',
      createdAt: `${OLD}Z`,
      versionCreatedAt: `${OLD}Z`,
      lastUsedAt: `${USED_1}Z`,
      unknown: {},
    });
  });

  it('is in the slot with the same date, whatever the order of the listing', () => {
    const [one, two] = [key('AKIA1', OLD), key('AKIA2', NEW)];
    expect(usedAt([one, two])).toEqual([`${USED_1}Z`, `${USED_2}Z`]);
    expect(usedAt([two, one])).toEqual([`${USED_2}Z`, `${USED_1}Z`]);
  });

  it('is in its slot even if the older one was changed after the newer was created', () => {
    const keys = [key('AKIA1', OLD, 'Inactive'), key('AKIA2', NEW)];
    const changed = { access_key_1_active: 'false', access_key_1_last_rotated: '2026-10-01T00:00:00+00:00' };
    expect(usedAt(keys, changed)).toEqual([`${USED_1}Z`, `${USED_2}Z`]);
  });

  it('is in the second slot when the first is empty', () => {
    const empty = {
      access_key_1_active: 'false',
      access_key_1_last_rotated: 'N/A',
      access_key_1_last_used_date: 'N/A',
    };
    expect(usedAt([key('AKIA2', NEW)], empty)).toEqual([`${USED_2}Z`]);
  });

  it('has an unknown last use if the two slots cannot be distinguished', () => {
    const same = { access_key_2_last_rotated: `${OLD}+00:00` };
    const keys = [key('AKIA1', OLD), key('AKIA2', OLD)];
    const skc = normaliseAccessKey(keys[0] ?? {}, keys, row(same), target);
    expect(skc?.lastUsedAt).toBeUndefined();
    expect(skc?.unknown).toHaveProperty('lastUsedAt');
  });

  it.each(['N/A', '', 'no_information', 'not_supported'])(
    'was never used where the report says "%s"',
    (value) => {
      const made = key('AKIA1', OLD);
      const skc = normaliseAccessKey(made, [made], row({ access_key_1_last_used_date: value }), target);
      expect(skc).not.toHaveProperty('lastUsedAt');
      expect(skc?.unknown).toEqual({});
    },
  );

  it('has an unknown last use if the report lacks the column or has no valid date in it', () => {
    const made = key('AKIA1', OLD);
    for (const value of [undefined, 'soon']) {
      const skc = normaliseAccessKey(made, [made], row({ access_key_1_last_used_date: value }), target);
      expect(skc?.lastUsedAt).toBeUndefined();
      expect(Object.keys(skc?.unknown ?? {})).toEqual(['lastUsedAt']);
    }
  });

  it('has an unknown age without a CreateDate', () => {
    const made = { AccessKeyId: 'AKIA1', Status: 'Active' as const };
    const skc = normaliseAccessKey(made, [made], row(), target);
    expect(skc?.unknown).toHaveProperty('versionCreatedAt');
  });

  it('that is inactive is suspended, and one with an unknown status is unknown', () => {
    const inactive = key('AKIA1', OLD, 'Inactive');
    expect(normaliseAccessKey(inactive, [inactive], row(), target)?.state).toBe('suspended');
    for (const word of ['Frozen', 'constructor']) {
      const odd = Object.assign(key('AKIA1', OLD), { Status: word });
      expect(normaliseAccessKey(odd, [odd], row(), target)?.unknown).toHaveProperty('state');
    }
  });
});
