import { describe, expect, it } from 'vitest';
import { attributesOf } from '../../../shared/config/attributes-of.ts';
import { configSchema } from '../../../shared/rules/config.ts';

const { attributes } = configSchema.parse({
  attributes: { owner: { tags: ['SecurityOwner', 'team'] }, environment: { tags: ['env'] } },
});

describe('what tags say of an SKC', () => {
  it('is found whatever the letter case of the key, and keeps that of the value', () => {
    expect(attributesOf({ SECURITYOWNER: 'Payments', Env: ' prod ' }, attributes)).toEqual({
      owner: 'Payments',
      environment: 'prod',
    });
  });

  it('is that of the first key in the configuration which has a value', () => {
    expect(attributesOf({ team: 'shop', securityowner: 'pay' }, attributes)).toEqual({ owner: 'pay' });
    expect(attributesOf({ team: 'shop', securityowner: '' }, attributes)).toEqual({ owner: 'shop' });
  });

  it('is nothing where tags were not read, or no key is configured', () => {
    expect(attributesOf(undefined, attributes)).toEqual({});
    expect(attributesOf({ criticality: 'high' }, attributes)).toEqual({});
  });
});
