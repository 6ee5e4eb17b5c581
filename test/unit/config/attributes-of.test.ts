import { describe, expect, it } from 'vitest';
import { attributesOf } from '../../../shared/config/attributes-of.ts';
import { configSchema } from '../../../shared/rules/config.ts';

const { attributes } = configSchema.parse({
  attributes: { owner: { tags: ['SecurityOwner', 'team'] }, environment: { tags: ['env'] } },
});

describe('attributes of an SKC from its tags', () => {
  it('are found in any letter case of the key, and keep that of the value', () => {
    expect(attributesOf({ SECURITYOWNER: 'Payments', Env: ' prod ' }, attributes)).toEqual({
      owner: 'Payments',
      environment: 'prod',
    });
  });

  it('are taken from the first configured key that has a value', () => {
    expect(attributesOf({ team: 'shop', securityowner: 'pay' }, attributes)).toEqual({ owner: 'pay' });
    expect(attributesOf({ team: 'shop', securityowner: '' }, attributes)).toEqual({ owner: 'shop' });
  });

  it('are empty if tags were not read or no key is configured', () => {
    expect(attributesOf(undefined, attributes)).toEqual({});
    expect(attributesOf({ criticality: 'high' }, attributes)).toEqual({});
  });
});
