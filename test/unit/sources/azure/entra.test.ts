import { describe, expect, it } from 'vitest';
import { certificatesOf } from '../../../../shared/sources/azure/entra-application-certificate.ts';
import { secretsOf } from '../../../../shared/sources/azure/entra-application-secret.ts';
import type { EntraPrincipal } from '../../../../shared/sources/azure/entra-directory.ts';

const reading = {
  target: {
    account: 'azure#t',
    cloud: 'azure',
    location: 'global',
    source: 'azure.entra-application-secret',
  },
  now: '2026-11-21T06:00:00Z',
} as const;
const dates = { startDateTime: '2026-01-01T00:00:00Z', endDateTime: '2027-01-01T00:00:00Z' };
const print = Buffer.from('1A'.repeat(20), 'hex').toString('base64');

function principal(parts: Partial<EntraPrincipal>): EntraPrincipal {
  return {
    id: 'o-1',
    appId: 'a-1',
    displayName: 'app',
    passwordCredentials: [],
    keyCredentials: [],
    ...parts,
  };
}

describe('the password of a signing certificate', () => {
  it.each([
    ['with the same id', { keyId: 'k-1' }],
    ['with the same thumbprint', { keyId: 'k-9', customKeyIdentifier: print }],
  ])('%s is not a separate secret', (_how, password) => {
    const of = principal({
      passwordCredentials: [{ ...password, ...dates }],
      keyCredentials: [{ keyId: 'k-1', usage: 'Sign', customKeyIdentifier: print, ...dates }],
    });
    expect(secretsOf(of, 'servicePrincipals', reading)).toEqual([]);
  });

  it('does not hide a secret without a thumbprint next to a certificate without one', () => {
    const of = principal({
      passwordCredentials: [{ keyId: 'p-1', ...dates }],
      keyCredentials: [{ keyId: 'k-1', usage: 'Verify', ...dates }],
    });
    expect(secretsOf(of, 'applications', reading)).toHaveLength(1);
  });
});

describe('a thumbprint', () => {
  it.each([
    ['the bytes in base64', print],
    ['hexadecimal text', '1a'.repeat(20)],
  ])('is the same from %s', (_form, customKeyIdentifier) => {
    const of = principal({
      keyCredentials: [{ keyId: 'k-1', usage: 'Verify', customKeyIdentifier, ...dates }],
    });
    expect(certificatesOf(of, 'applications', reading)[0]?.details['thumbprint']).toBe('1A'.repeat(20));
  });
});

describe('superseding', () => {
  const credential = (keyId: string, startDateTime: string, endDateTime: string) => ({
    keyId,
    startDateTime,
    endDateTime,
  });

  it('needs a newer one that is valid now', () => {
    const of = principal({
      passwordCredentials: [
        credential('old', '2026-01-01T00:00:00Z', '2026-12-01T00:00:00Z'),
        credential('ended', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'),
        credential('to-come', '2026-12-24T00:00:00Z', '2028-01-01T00:00:00Z'),
      ],
    });
    expect(secretsOf(of, 'applications', reading).map((skc) => skc.supersededBy)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

it('the tags of an application are keys with and without values', () => {
  const tags = ['team:payments', 'env = prod', 'HideApp', 'url=https://pay.example/a=b', ':', ''];
  const of = principal({ tags, passwordCredentials: [{ keyId: 'p-1', ...dates }] });
  expect(secretsOf(of, 'applications', reading)[0]?.tags).toEqual({
    team: 'payments',
    env: 'prod',
    HideApp: '',
    url: 'https://pay.example/a=b',
    ':': '',
    '': '',
  });
});

describe('two certificates with one identifier', () => {
  const label = Buffer.from('prod').toString('base64');
  const of = (keyId: string, start: string, end: string, customKeyIdentifier: string | undefined) => ({
    keyId,
    usage: 'Verify',
    startDateTime: start,
    endDateTime: end,
    customKeyIdentifier,
  });
  const old = ['2025-11-26T06:00:00Z', '2026-11-26T06:00:00Z'] as const;
  const fresh = ['2026-11-20T06:00:00Z', '2027-11-20T06:00:00Z'] as const;

  it.each([
    ['that somebody chose', label, label],
    ['that somebody chose, of twenty bytes', print, print],
    ['that is empty', '', ''],
    ['that is empty or missing', '', undefined],
  ])('%s are two, in either order, and the older one is superseded', (_what, first, second) => {
    const both = [of('k-old', ...old, first), of('k-new', ...fresh, second)];
    for (const keyCredentials of [both, both.toReversed()]) {
      const skcs = certificatesOf(principal({ keyCredentials }), 'applications', reading);
      expect(
        Object.fromEntries(
          skcs.map((skc) => [skc.details['keyId'], [skc.expiresAt, skc.supersededBy, skc.supersededAt]]),
        ),
      ).toEqual({
        'k-old': [old[1], '/applications/o-1/keyCredentials/k-new', fresh[0]],
        'k-new': [fresh[1], undefined, undefined],
      });
    }
  });

  it('are one if the identifier is a thumbprint and the dates agree, whatever the order', () => {
    const entries = [of('k-2', ...old, print), of('k-1', ...old, print)];
    for (const keyCredentials of [entries, entries.toReversed()])
      expect(certificatesOf(principal({ keyCredentials }), 'applications', reading)).toMatchObject([
        { id: '/applications/o-1/keyCredentials/k-1' },
      ]);
  });

  it.each([
    ['', undefined],
    ['', ''],
    [label, label],
  ])('a password with %j beside a certificate with %j is a secret', (own, beside) => {
    const passwordCredentials = [{ ...of('p-1', ...old, own) }];
    const keyCredentials = [of('k-1', ...old, beside)];
    expect(
      secretsOf(principal({ passwordCredentials, keyCredentials }), 'applications', reading),
    ).toHaveLength(1);
  });
});

describe('the end of a credential', () => {
  it.each([
    ['2015-11-25T00:00:00Z', '2026-11-26T00:00:00Z'],
    ['0001-01-01T00:00:00Z', '2026-11-26T00:00:00Z'],
    ['2026-01-01T00:00:00Z', '2299-12-31T00:00:00Z'],
    ['2016-11-24T00:00:00Z', '2026-11-24T00:00:00Z'],
  ])('is kept after a life from %s to %s', (startDateTime, endDateTime) => {
    const keyCredentials = [{ keyId: 'k', usage: 'Verify', startDateTime, endDateTime }];
    expect(certificatesOf(principal({ keyCredentials }), 'applications', reading)).toMatchObject([
      { notBefore: startDateTime, expiresAt: endDateTime },
    ]);
  });
});

describe('a credential of Application Proxy', () => {
  const proxy = 'CWAP_AuthSecret';
  it.each([
    ['displayName', { displayName: proxy }],
    // That Graph gives the name in this member is a guess, in either encoding.
    ['customKeyIdentifier in UTF-8', { customKeyIdentifier: Buffer.from(proxy).toString('base64') }],
    [
      'customKeyIdentifier in UTF-16',
      { customKeyIdentifier: Buffer.from(proxy, 'utf16le').toString('base64') },
    ],
  ])('is renewed by the service, without a day: by its %s', (_how, parts) => {
    const of = principal({
      passwordCredentials: [{ keyId: 'p', ...dates, ...parts }],
      keyCredentials: [{ keyId: 'k', usage: 'Verify', ...dates, ...parts }],
    });
    const [secret] = secretsOf(of, 'applications', reading);
    const [certificate] = certificatesOf(of, 'applications', reading);
    for (const skc of [secret, certificate])
      expect([skc?.renewedBy, skc?.renewsDaysBefore]).toEqual(['service', undefined]);
  });

  it('differs from any other by its whole name', () => {
    const passwordCredentials = [{ keyId: 'p', ...dates, displayName: `${proxy}-copy` }];
    expect(
      secretsOf(principal({ passwordCredentials }), 'applications', reading)[0]?.renewedBy,
    ).toBeUndefined();
  });
});

describe('the holder', () => {
  const lives = (hours: number) => {
    const startDateTime = '2026-11-20T00:00:00Z';
    const endDateTime = new Date(Date.parse(startDateTime) + hours * 3_600_000).toISOString();
    const passwordCredentials = [{ keyId: 'p', startDateTime, endDateTime }];
    return secretsOf(principal({ passwordCredentials }), 'servicePrincipals', reading)[0]?.holder;
  };
  it('is named for credentials that live less than three days', () => {
    expect([lives(1), lives(71), lives(72)]).toEqual([
      '/servicePrincipals/o-1',
      '/servicePrincipals/o-1',
      undefined,
    ]);
  });
});

it('a successor counts from the first one that is valid', () => {
  const of = (keyId: string, startDateTime: string) => ({
    keyId,
    startDateTime,
    endDateTime: '2027-06-01T00:00:00Z',
  });
  const passwordCredentials = [
    of('a', '2026-01-01T00:00:00Z'),
    of('c', '2026-11-20T00:00:00Z'),
    of('b', '2026-10-01T00:00:00Z'),
  ];
  const skcs = secretsOf(principal({ passwordCredentials }), 'applications', reading);
  expect(skcs.map(({ supersededBy, supersededAt }) => [supersededBy?.slice(-1), supersededAt])).toEqual([
    ['c', '2026-10-01T00:00:00Z'],
    [undefined, undefined],
    ['c', '2026-11-20T00:00:00Z'],
  ]);
});
