import { assert, constantFrom, dictionary, jsonValue, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withOriginalKeys, withStorableKeys } from '../../../shared/inventory/foreign-keys.ts';

const KEYS = [
  '',
  '__proto__',
  'constructor',
  '\u0001',
  '\u0001constructor',
  'toString',
  'a.b',
  'Größe',
  '名前',
  'x'.repeat(256),
];

describe('keys that others chose', () => {
  it.each(KEYS)('%j is given back as it was, at any depth', (key) => {
    const value = {
      tags: Object.fromEntries([[key, 'v']]),
      list: [{ deep: Object.fromEntries([[key, 1]]) }],
    };
    const restored = withOriginalKeys(withStorableKeys(value));
    expect(Object.entries(restored.tags)).toEqual([[key, 'v']]);
    expect(Object.entries(restored.list[0]?.deep ?? {})).toEqual([[key, 1]]);
  });

  it.each(['', '__proto__', 'constructor'])('%j is stored under another name', (key) => {
    const [stored] = Object.keys(withStorableKeys(Object.fromEntries([[key, 'v']])));
    expect(stored).not.toBe(key);
    expect(stored).not.toBe('');
  });

  it('are not touched where there is no need, and items of earlier releases are read', () => {
    const value = { tags: { toString: 'v', team: 'pay' }, list: [1, null, 'x'] };
    expect(withStorableKeys(value)).toBe(value);
    expect(withOriginalKeys(value)).toBe(value);
  });

  it('survive whatever they are', () => {
    assert(
      property(dictionary(oneof(string(), constantFrom(...KEYS)), jsonValue()), (value) => {
        expect(JSON.stringify(withOriginalKeys(withStorableKeys(value)))).toBe(JSON.stringify(value));
      }),
    );
  });
});
