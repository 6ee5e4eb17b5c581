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
