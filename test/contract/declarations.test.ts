import { describe, expect, it } from 'vitest';
import type { RuleId } from '../../shared/model/finding.ts';
import type { Skc } from '../../shared/model/skc.ts';
import { RULES } from '../../shared/rules/registry.ts';
import type { Declaration } from '../../shared/sources/contract.ts';
import { declarationsOf } from '../../shared/sources/declarations.ts';
import { loadDeclarations } from '../../shared/sources/registry.ts';

const sources = await loadDeclarations();
const LONGEST_STEP = 100;
/** They depend on a fact of the SKC, not on its type: a source may answer them. */
const BY_FACT: ReadonlySet<RuleId> = new Set(['root-access-key', 'not-usable', 'leaked']);

/** The rules that can fail on a type, according to its traits. */
function rulesThatMayFail({ kind, traits }: Declaration): RuleId[] {
  if (traits.isVault === true) return [];
  const rules: [RuleId, boolean][] = [
    ['expired', traits.end !== 'never'],
    ['expiring', traits.end !== 'never'],
    ['renewal-failed', kind === 'certificate' && traits.rotation.by === 'none'],
    ['rotation-failed', ['service', 'policy', 'schedule'].includes(traits.rotation.by)],
    ['rotation-overdue', kind !== 'certificate' && traits.rotation.by !== 'none'],
    ['rotation-off', ['service', 'policy'].includes(traits.rotation.by)],
    ['never-expires', traits.standing === 'by-end'],
    ['superseded-still-active', traits.rotatesBeside === true],
    ['unused', traits.lastUse !== 'never'],
    ['pending-deletion', traits.deletion !== 'at-once'],
    ['weak-cryptography', kind !== 'secret' && traits.algorithm === 'given'],
  ];
  return rules.flatMap(([rule, may]) => (may ? [rule] : []));
}

/** SKCs of a source in the states that its next steps distinguish. */
function examplesOf({ type, cloud, kind, scope }: Declaration): Skc[] {
  const longest = {
    aws: 'ap-southeast-3',
    azure: 'kv-payments-production-1',
    gcp: 'northamerica-northeast1',
  };
  const skc: Skc = {
    id: { aws: 'arn:aws:svc:r:1:x/y', azure: 'https://v.vault.azure.net/keys/k', gcp: '//svc/projects/p/x' }[
      cloud
    ],
    kind,
    type,
    cloud,
    account: `${cloud}#pay`,
    location: scope === 'global' ? 'global' : longest[cloud],
    name: 'pay',
    state: 'active',
    tags: {},
    details: {},
    unknown: {},
    precise: {},
  };
  return [
    skc,
    { ...skc, rotationEnabled: true, renewedBy: 'service' },
    { ...skc, origin: 'IMPORTED', renewalStatus: 'failed' },
    { ...skc, origin: 'EXTERNAL', inUse: false, ownedBy: 'rds' },
  ];
}

describe('the registries together', () => {
  it('contain every type once, under its own cloud', () => {
    const types = sources.map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    expect(sources.filter(({ type, cloud }) => !type.startsWith(`${cloud}.`))).toEqual([]);
  });

  it('load only the requested clouds', async () => {
    expect(new Set((await loadDeclarations(['gcp'])).map(({ cloud }) => cloud))).toEqual(new Set(['gcp']));
  });

  it('have no declaration of an unknown type', () => {
    const declared = declarationsOf(sources);
    expect(declared('aws.kms-key')?.title).toBe('KMS key');
    expect(declared('aws.type-of-a-newer-version')).toBeUndefined();
  });
});

describe.each(sources.map((source) => [source.type, source] as const))('%s', (_type, source) => {
  it('has a next step for every rule that can fail on it, and for no other', () => {
    const answered = Object.keys(source.nextSteps).filter((rule) => !BY_FACT.has(rule));
    expect(answered.toSorted()).toEqual(rulesThatMayFail(source).toSorted());
    const known = RULES.map(({ id }) => id);
    expect(Object.keys(source.nextSteps).filter((rule) => !known.some((id) => id === rule))).toEqual([]);
  });

  it(`has each next step in one sentence of at most ${LONGEST_STEP} characters`, () => {
    const steps = Object.values(source.nextSteps).flatMap((step) => examplesOf(source).map(step));
    for (const step of steps) {
      expect(step).toMatch(/^[A-Z].*\.$/);
      expect(step).not.toMatch(/undefined|in global/);
    }
    expect(steps.filter((step) => step.length > LONGEST_STEP)).toEqual([]);
  });

  it('links to a page of its cloud’s console', () => {
    for (const skc of examplesOf(source)) {
      const url = new URL(source.console(skc));
      expect(url.protocol).toBe('https:');
      expect(url.href).not.toContain('undefined');
    }
  });

  it('declares each permission once, listing permissions first', () => {
    const uses = source.permissions.map(({ use }) => use);
    const order = ['list', 'detail', 'verify', 'absence'];
    expect(uses).toEqual(uses.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(new Set(source.permissions.map(({ action }) => action)).size).toBe(uses.length);
  });
});
