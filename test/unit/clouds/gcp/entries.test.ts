import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { entriesOf, entryOf, withoutNulls } from '../../../../shared/clouds/gcp/entries.ts';

const schema = entryOf(
  z.object({
    name: z.string().min(1),
    at: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
);

describe('an entry of a list', () => {
  it('counts null as an absent member, at any depth', () => {
    expect(schema.parse({ name: 'a', at: null, labels: { x: null, y: '1' } })).toEqual({
      name: 'a',
      labels: { y: '1' },
    });
  });

  it('keeps members that have the names of members of all objects', () => {
    const given: unknown = JSON.parse('{"constructor": "x", "toString": "y", "": "z"}');
    expect(withoutNulls(given)).toEqual(given);
  });

  it('loses only a member in another form, and names it', () => {
    expect(schema.parse({ name: 'a', at: 7, labels: {} })).toEqual({ name: 'a', labels: {}, odd: ['at'] });
  });

  it.each([
    ['without its name', { at: 'x' }],
    ['that is no object', 'x'],
    ['that is null', null],
    ['that is a list', []],
  ])('%s is refused, and the others are not', (_what, odd) => {
    const { entries, problems } = entriesOf('a.list', [odd, { name: 'b' }], schema);
    expect(entries).toEqual([{ name: 'b' }]);
    expect(problems).toMatchObject([{ operation: 'a.list', code: 'BadAnswer', kind: 'malformed', skcs: 1 }]);
  });
});
