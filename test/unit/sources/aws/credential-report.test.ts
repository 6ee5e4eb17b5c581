import { describe, expect, it } from 'vitest';
import {
  BadCredentialReport,
  parseCredentialReport,
} from '../../../../shared/sources/aws/credential-report.ts';

const HEADER = 'user,arn,user_creation_time,access_key_1_active';
const MADE = '2026-01-02T03:04:05+00:00';

describe('a credential report', () => {
  it('keeps a user apart whose name holds commas that nobody quoted', () => {
    const rows = parseCredentialReport(
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

  it('keeps a user apart whose path holds a comma', () => {
    const rows = parseCredentialReport(
      `${HEADER}\nplain,arn:aws:iam::123456789012:user/a,b/plain,${MADE},true\n`,
    );
    expect(rows[0]).toMatchObject({
      user: 'plain',
      arn: 'arn:aws:iam::123456789012:user/a,b/plain',
      access_key_1_active: 'true',
    });
  });

  it('is refused when a row cannot be told apart, since every fact would be another column’s', () => {
    expect(() => parseCredentialReport(`${HEADER}\nodd,one,too,many,cells,here\n`)).toThrow(
      BadCredentialReport,
    );
  });

  it('leaves out the columns that a short row lacks', () => {
    const [row] = parseCredentialReport(`${HEADER}\nshort,arn:aws:iam::123456789012:user/short\n`);
    expect(row).toEqual({ user: 'short', arn: 'arn:aws:iam::123456789012:user/short' });
  });
});
