import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeKey,
  indexedId,
  runKey,
  scanKey,
  shortKey,
  skcKey,
  skcPrefix,
} from '../../../shared/inventory/keys.ts';
import { stored } from '../../bed/inventory/skc.ts';

describe('a key of the table', () => {
  it('stays short, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 5000 }), (id) => {
        expect(shortKey(id)).toMatch(/^[a-z2-7]{26}$/);
        expect(Buffer.byteLength(skcKey(stored({ id })).item)).toBeLessThan(200);
      }),
    );
  });

  it('differs if one character of the name differs', () => {
    expect(shortKey('secret:a')).not.toBe(shortKey('secret:b'));
    expect(shortKey('x'.repeat(3000))).not.toBe(shortKey('x'.repeat(3001)));
  });

  it('of an SKC begins with the prefix of its target, and of no other', () => {
    const { item } = skcKey(stored({ location: 'eu-west-1' }));
    expect(item.startsWith(skcPrefix({ source: 'aws.secrets-manager-secret', location: 'eu-west-1' }))).toBe(
      true,
    );
    expect(item.startsWith(skcPrefix({ source: 'aws.secrets-manager-secret', location: 'eu-west' }))).toBe(
      false,
    );
  });

  it('of changes sorts as their revisions do', () => {
    const item = (revision: number) => changeKey('aws#111111111111', 'id', revision).item;
    expect([item(10), item(2), item(100)].toSorted()).toEqual([item(2), item(10), item(100)]);
  });

  it('may have 1,024 bytes and not 1,025, as in DynamoDB', () => {
    expect(runKey('x'.repeat(1020)).item).toHaveLength(1024);
    expect(() => runKey('x'.repeat(1021))).toThrow(RangeError);
    expect(() => runKey('ü'.repeat(511))).toThrow(RangeError);
    expect(() => scanKey({ account: 'aws#1', source: 'aws.kms-key', location: 'x'.repeat(1024) })).toThrow(
      RangeError,
    );
  });

  it('of an index is the id itself up to 2,048 bytes, and never empty', () => {
    expect(indexedId('x'.repeat(2048))).toHaveLength(2048);
    expect(indexedId('x'.repeat(2049))).toHaveLength(26);
    expect(indexedId('ü'.repeat(1025))).toHaveLength(26);
    expect(() => indexedId('')).toThrow(RangeError);
  });
});
