import { describe, expect, it } from 'vitest';
import { xml } from '../../../sandbox/wire/xml.ts';

describe('XML responses', () => {
  it('escape markup', () => {
    expect(xml({ Name: `<b a="1">&'x'</b>` })).toBe(
      '<Name>&lt;b a=&quot;1&quot;&gt;&amp;&apos;x&apos;&lt;/b&gt;</Name>',
    );
  });

  it('write lists as members and maps as entries', () => {
    expect(xml({ List: ['a', 'b'], Map: new Map([['k', 1]]) })).toBe(
      '<List><member>a</member><member>b</member></List><Map><entry><key>k</key><value>1</value></entry></Map>',
    );
  });

  it('leave out members without a value', () => {
    expect(xml({ A: undefined, B: false })).toBe('<B>false</B>');
  });

  it('contain every character that XML allows, and no other', () => {
    expect(xml('\u001B[31m 😀\t\r\n')).toBe('\uFFFD[31m 😀\t&#13;\n');
  });
});
