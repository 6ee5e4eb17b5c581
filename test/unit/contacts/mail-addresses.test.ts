import { expect, it } from 'vitest';
import { addressesIn } from '../../../shared/readers/aws/mail-addresses.ts';

const BOTH = { addresses: ['secops@example.com', 'oncall@example.com'], rest: [] };

it.each([' ', ':', ',', ';', ', ', ' : ', '\n', ' ; , '])('addresses are separated by %j', (separator) => {
  expect(addressesIn(`secops@example.com${separator}oncall@example.com`)).toEqual(BOTH);
});

it.each([
  ['', [], []],
  ['  ', [], []],
  ['secops@example.com', ['secops@example.com'], []],
  ['secops@example.com secops@example.com', ['secops@example.com'], []],
  ['security team', [], ['security', 'team']],
  ['secops@example', [], ['secops@example']],
  ['mailto:secops@example.com', ['secops@example.com'], ['mailto']],
  ['secops@example.com, tbd', ['secops@example.com'], ['tbd']],
])('%j holds %j, and %j is no address', (text, addresses, rest) => {
  expect(addressesIn(text)).toEqual({ addresses, rest });
});
