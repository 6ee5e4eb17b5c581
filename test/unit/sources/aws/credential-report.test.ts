import { describe, expect, it } from 'vitest';
import {
  BadCredentialReport,
  parseCredentialReport,
  reportFlag,
  reportValue,
} from '../../../../shared/sources/aws/credential-report.ts';

const HEADER = 'user,arn,user_creation_time,access_key_1_active';
const MADE = '2026-01-02T03:04:05+00:00';

describe('a credential report', () => {
  it('reads a user whose name contains unquoted commas', () => {
    const { rows } = parseCredentialReport(
      `${HEADER}\nwith,two,commas,arn:aws:iam::123456789012:user/with,two,commas,${MADE},true\n`,
    );
    expect(rows).toEqual([
      {
        user: 'with,two,commas',
        arn: 'arn:aws:iam::123456789012:user/with,two,commas',
        user_creation_time: MADE,
        access_key_1_active: 'true',
      },
    ]);
  });

  it('reads a user whose path contains a comma', () => {
    const { rows } = parseCredentialReport(
      `${HEADER}\nplain,arn:aws:iam::123456789012:user/a,b/plain,${MADE},true\n`,
    );
    expect(rows[0]).toMatchObject({
      user: 'plain',
      arn: 'arn:aws:iam::123456789012:user/a,b/plain',
      access_key_1_active: 'true',
    });
  });

  it('loses a row alone that is ambiguous, because every fact would be in the wrong column', () => {
    const good = `good,arn:aws:iam::123456789012:user/good,${MADE},true`;
    expect(parseCredentialReport(`${HEADER}\nodd,one,too,many,cells,here\n${good}\n`)).toMatchObject({
      rows: [{ user: 'good', access_key_1_active: 'true' }],
      refused: ['odd'],
    });
  });

  it.each(['', 'odd', 'odd,', ',arn:aws:iam::123456789012:user/x'])(
    'loses a row alone that names no user: "%s"',
    (row) => {
      const good = `good,arn:aws:iam::123456789012:user/good,${MADE},true`;
      const { rows, refused } = parseCredentialReport(`${HEADER}\n${row}\n${good}\n`);
      expect(rows.map(({ user }) => user)).toEqual(['good']);
      expect(refused).toHaveLength(row === '' ? 0 : 1);
    },
  );

  it('omits the columns that a short row lacks', () => {
    const { rows } = parseCredentialReport(`${HEADER}\nshort,arn:aws:iam::123456789012:user/short\n`);
    const [row] = rows;
    expect(row).toEqual({ user: 'short', arn: 'arn:aws:iam::123456789012:user/short' });
  });

  it('is read by the names in its header, in any order and with new columns', () => {
    const { rows } = parseCredentialReport(
      'user,arn,brand_new,access_key_1_active\njob,arn:aws:iam::123456789012:user/job,x,TRUE\n',
    );
    const [row] = rows;
    expect(row).toMatchObject({ user: 'job', brand_new: 'x', access_key_1_active: 'TRUE' });
  });

  it('may begin with a byte order mark, quote its cells and end its lines in any way', () => {
    const { rows } = parseCredentialReport(
      '\ufeffuser,arn\r\n"quoted, name","arn:aws:iam::123456789012:user/quoted, name"\r\n\r\n',
    );
    expect(rows).toEqual([{ user: 'quoted, name', arn: 'arn:aws:iam::123456789012:user/quoted, name' }]);
  });

  it('with only a header has no users', () => {
    expect(parseCredentialReport(`${HEADER}\n`)).toEqual({ rows: [], refused: [] });
  });

  it.each([
    ['nothing', ''],
    ['an error page', '<html><body>Service Unavailable</body></html>\n<p>'],
    ['columns of something else', 'name,id\na,b\n'],
    ['a quote that never ends', `${HEADER}\n"job,arn:aws:iam::123456789012:user/job,${MADE},true\n`],
    ['bytes', '\u0000\u0001\ufffd\n\u0002'],
  ])('is refused if it contains %s', (_what, csv) => {
    expect(() => parseCredentialReport(csv)).toThrow(BadCredentialReport);
  });

  it.each(['N/A', 'no_information', 'not_supported', ''])('has no value for "%s"', (value) => {
    expect(reportValue({ password_last_used: value }, 'password_last_used')).toBeUndefined();
  });

  it('has no value if the column is missing', () => {
    expect(reportValue({}, 'password_last_used')).toBeUndefined();
    expect(reportFlag({}, 'access_key_1_active')).toBeUndefined();
  });

  it.each([
    ['true', true],
    ['TRUE', true],
    ['True', true],
    ['false', false],
    ['FALSE', false],
    ['N/A', undefined],
    ['not_supported', undefined],
    ['1', undefined],
  ])('says %s: %s', (value, flag) => {
    expect(reportFlag({ mfa_active: value }, 'mfa_active')).toBe(flag);
  });
});
