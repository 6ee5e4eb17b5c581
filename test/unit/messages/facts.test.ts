import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import { digestMail } from '../../../shared/messages/kinds/digest/email.ts';
import { factsOf, withFacts, type SkcReader } from '../../../shared/messages/kinds/digest/facts.ts';
import { loadDeclarations } from '../../../shared/sources/registry.ts';
import type { Skc } from '../../../shared/model/skc.ts';
import { skc } from '../../bed/inventory/skc.ts';
import { finding, input } from '../../bed/messages/fixture.ts';

const source = { title: 'ACM certificate', console: () => 'https://console.aws.amazon.com/acm/home#/x' };
const sources = await loadDeclarations();

/** Names that mail and chat programs could take for markup, a mention, another link or a new line. */
const HOSTILE = [
  '](https://evil.example)',
  '<https://evil.example|click>',
  '@here <!channel> *x* `y`',
  '"><img src=x>',
  'x\r\nBcc: all@example.com',
  '../../evil?x=#@evil.example',
  '\u202egpj.exe',
];

describe('the facts of a line', () => {
  it('say what uses it, as far as it was read', () => {
    const use = (over: Partial<Skc>) => factsOf(skc(over), source).use;
    expect(use({ inUse: true, details: { usedBy: '2 load balancers' } })).toBe('in use by 2 load balancers');
    expect(use({ inUse: true })).toBe('in use, attached to a resource');
    expect(use({ inUse: true, unknown: { inUse: 'denied' } })).toBeUndefined();
    expect(use({ lastUsedAt: '2026-11-20T00:00:00Z' })).toBe('last used on 2026-11-20');
    expect(use({ lastUsedAt: '2026-11-20T00:00:00Z', unknown: { lastUsedAt: 'denied' } })).toBeUndefined();
    expect(use({ inUse: false })).toBeUndefined();
  });

  it('name the issuer where it was read', () => {
    expect(factsOf(skc({ details: { issuer: 'CN=Example CA' } }), source).issuer).toBe('CN=Example CA');
    expect(factsOf(skc({}), source).issuer).toBeUndefined();
  });

  it('have no page that is not https', () => {
    const page = (address: string) => factsOf(skc({}), { title: 'x', console: () => address }).consoleUrl;
    expect(page('javascript:alert(1)')).toBeUndefined();
    expect(page('no address')).toBeUndefined();
    expect(page(`https://console.aws.amazon.com/${'x'.repeat(500)}`)).toBeUndefined();
  });

  it.each(sources.map((each) => [each.type, each] as const))(
    '%s: no name leaves the console of its cloud, or is markup in its address',
    (type, declared) => {
      for (const name of HOSTILE) {
        const id = `arn:aws:acm:eu-west-1:123456789012:certificate/${name}`;
        const details = { user: name, serviceAccount: name, storageAccountId: name, appId: name };
        const hostile = skc({ type, id, name, currentVersion: name, details });
        const { consoleUrl } = factsOf(hostile, declared);
        if (consoleUrl === undefined) continue;
        expect(consoleUrl).not.toMatch(/[\s<>()[\]|*`"']|@(?!\/)/);
        expect(new URL(consoleUrl).hostname).toMatch(
          /(^|\.)(console\.aws\.amazon\.com|portal\.azure\.com|console\.cloud\.google\.com)$/,
        );
      }
    },
  );

  it('are read for the lines about open SKCs alone, and leave the id of the message as it is', async () => {
    const composed = composeDigest(
      input([
        finding({ severity: 'high' }),
        finding({
          name: 'gone',
          state: 'resolved',
          notified: {
            account: { digest: 'D-1', at: '2026-11-01T00:00:00Z', state: 'open', severity: 'high' },
          },
        }),
        finding({ rule: 'target-unreadable', subject: { kind: 'target', id: 't', name: 't' } }),
      ]),
    );
    if (composed === undefined) throw new Error('nothing composed');
    const asked: string[] = [];
    const read: SkcReader = (_account, { id }) => {
      asked.push(id);
      return Promise.resolve(skc({ id, lastUsedAt: '2026-11-20T00:00:00Z' }));
    };
    const { digest } = await withFacts(composed, read);
    expect(asked).toHaveLength(1);
    expect(digest.id).toBe(composed.digest.id);
    expect(digestMail(digest)).toContain('    Last used on 2026-11-20\n');
    expect(digestMail(digest)).toMatch(/\n {4}https:\/\/eu-west-1\.console\.aws\.amazon\.com\//);
  });

  it('are missing where the SKC cannot be read, and the line stays', async () => {
    const composed = composeDigest(input([finding({ severity: 'high' })]));
    if (composed === undefined) throw new Error('nothing composed');
    const { digest } = await withFacts(composed, () => Promise.resolve(undefined));
    expect(digest.entries[0]).toMatchObject({ typeTitle: 'Secrets Manager secret' });
    expect(digest.entries[0]?.consoleUrl).toBeUndefined();
  });
});
