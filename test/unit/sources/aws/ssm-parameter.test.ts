import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../shared/model/target.ts';
import { normaliseParameter } from '../../../../shared/sources/aws/ssm-parameter.ts';

const target: Target = {
  account: 'aws#123456789012',
  cloud: 'aws',
  location: 'eu-west-1',
  source: 'aws.ssm-parameter',
};
const normal = (over: ParameterMetadata = {}) =>
  normaliseParameter(
    {
      Name: '/pay/db/password',
      ARN: 'arn:aws:ssm:eu-west-1:123456789012:parameter/pay/db/password',
      Type: 'SecureString',
      LastModifiedDate: new Date('2026-01-01T00:00:00Z'),
      Version: 3,
      Tier: 'Advanced',
      Policies: [],
      ...over,
    },
    target,
    'aws',
  );
const policy = (text: string, PolicyType?: string) => ({
  PolicyText: text,
  ...(PolicyType === undefined ? {} : { PolicyType }),
});
const EXPIRATION =
  '{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2026-12-02T21:34:33.000Z"}}';

describe('a SecureString parameter', () => {
  it('dates its version by its last write, and has a creation date only for its first version', () => {
    expect(normal()).toMatchObject({ currentVersion: '3', versionCreatedAt: '2026-01-01T00:00:00Z' });
    expect(normal()?.createdAt).toBeUndefined();
    expect(normal({ Version: 1 })?.createdAt).toBe('2026-01-01T00:00:00Z');
  });

  it('expires by its Expiration policy, which deletes it', () => {
    expect(normal({ Policies: [policy(EXPIRATION)] })).toMatchObject({
      expiresAt: '2026-12-02T21:34:33Z',
      destroysItself: true,
    });
  });

  it('accepts an expiry with an offset', () => {
    const text = EXPIRATION.replace('21:34:33.000Z', '21:34:33.000+02:00');
    expect(normal({ Policies: [policy(text)] })?.expiresAt).toBe('2026-12-02T19:34:33Z');
  });

  it('is not destroyed by a policy that AWS could not apply', () => {
    const skc = normal({ Policies: [{ ...policy(EXPIRATION), PolicyStatus: 'Failed' }] });
    expect(skc).toMatchObject({ expiresAt: '2026-12-02T21:34:33Z' });
    expect(skc?.destroysItself).toBeUndefined();
  });

  it('has notices as details, which are not an expiry', () => {
    const Policies = [
      policy('{"Type":"ExpirationNotification","Attributes":{"Before":"15","Unit":"Days"}}'),
      policy('{"Type":"NoChangeNotification","Attributes":{"After":"20","Unit":"Days"}}'),
    ];
    const skc = normal({ Policies });
    expect(skc).toMatchObject({
      details: { expiryNotice: '15 Days', noChangeNotice: '20 Days' },
      unknown: {},
    });
    expect(skc?.expiresAt).toBeUndefined();
  });

  it.each([
    ['a text that is no JSON', [policy('{', 'Expiration')]],
    ['no text and no type', [{}]],
    ['an Expiration without Timestamp', [policy('{"Type":"Expiration","Attributes":{}}')]],
    ['a Timestamp that is no date', [policy(EXPIRATION.replace('2026-12-02T', 'soon'))]],
  ])('with %s: its expiry is unknown, never absent', (_name, Policies) => {
    const skc = normal({ Policies });
    expect(skc?.unknown['expiresAt']).toMatch(/\w/);
    expect(skc?.expiresAt).toBeUndefined();
  });

  it('with an unreadable notice keeps its expiry', () => {
    const Policies = [policy(EXPIRATION), policy('{', 'ExpirationNotification')];
    expect(normal({ Policies })).toMatchObject({ expiresAt: '2026-12-02T21:34:33Z', unknown: {} });
  });

  it('without a list of policies has no expiry in the standard tier, and an unknown one otherwise', () => {
    expect(normal({ Policies: undefined, Tier: 'Standard' })?.unknown).toEqual({});
    expect(normal({ Policies: undefined, Tier: 'Advanced' })?.unknown['expiresAt']).toMatch(/no policies/);
    expect(normal({ Policies: undefined, Tier: undefined })?.unknown['expiresAt']).toMatch(/no policies/);
  });

  it('without an ARN in the response has the one that AWS would return', () => {
    const ARN = undefined;
    expect(normal({ ARN })?.id).toBe('arn:aws:ssm:eu-west-1:123456789012:parameter/pay/db/password');
    expect(normal({ ARN, Name: 'plain' })?.id).toBe('arn:aws:ssm:eu-west-1:123456789012:parameter/plain');
  });

  it('without a name is left out', () => {
    expect(normal({ Name: undefined })).toBeUndefined();
  });
});
