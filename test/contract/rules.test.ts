import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rulesDocument } from '../../shared/rules/document.ts';
import { RULE_IDS, RULES, SKC_RULES } from '../../shared/rules/registry.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { azureSources } from '../../shared/sources/azure/registry.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';
import { loadDeclarations } from '../../shared/sources/registry.ts';
import { exportsOf, hasAll } from '../bed/folder-exports.ts';
import { LABELLED } from '../bed/rules/labelled.ts';
import { meaningsTable } from '../bed/rules/meanings.ts';

describe('the registry of rules', () => {
  it('has every rule once, those that replace others before them', () => {
    expect(new Set(RULE_IDS).size).toBe(RULE_IDS.length);
    for (const [index, { replaces }] of SKC_RULES.entries())
      for (const id of Array.isArray(replaces) ? replaces : [])
        expect(SKC_RULES.slice(index + 1).map((rule) => rule.id)).toContain(id);
  });

  it('contains exactly the rules of the folder, each in a file named after it', async () => {
    const found = await exportsOf('shared/rules', isRule);
    expect(new Set(found.map(({ value }) => value))).toEqual(new Set(RULES));
    expect(found.map(({ file }) => file)).toEqual(found.map(({ value }) => `${value.id}.ts`));
    expect(found).toHaveLength(RULES.length);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s has an explanation', (_id, rule) => {
    expect(rule.title.length).toBeGreaterThan(5);
    expect(rule.title.length).toBeLessThanOrEqual(40);
    expect(rule.about.length).toBeGreaterThan(40);
    expect(rule.about).toMatch(/\.$/);
  });

  it('judges only expiry while the target is unread', () => {
    const judging = RULES.filter((rule) => 'judgedWhileUnread' in rule && rule.judgedWhileUnread === true);
    expect(judging.map((rule) => rule.id)).toEqual(['expired', 'expiring']);
  });

  it('lets exclusions hide every finding but that of a leaked SKC', () => {
    expect(RULES.filter((rule) => rule.neverExcluded === true).map(({ id }) => id)).toEqual(['leaked']);
  });
});

describe('docs/rules.md', () => {
  it('matches the registry and the labelled cases (vitest -u rewrites it)', async () => {
    const page = fileURLToPath(new URL('../../docs/rules.md', import.meta.url));
    await expect(`${rulesDocument(await loadDeclarations())}${meaningsTable(LABELLED)}`).toMatchFileSnapshot(
      page,
    );
  });

  it('explains for every type that is read what each rule means for it', () => {
    const labelled = new Set<string>(LABELLED.map(({ skc }) => skc.type));
    const read = [...awsSources, ...azureSources, ...gcpSources].map(({ type }) => type);
    // A vault is evaluated as a target: not-recoverable.
    expect(read.filter((type) => type !== 'azure.key-vault' && !labelled.has(type))).toEqual([]);
  });
});

function isRule(value: unknown): value is { id: string } {
  return hasAll(value, 'id', 'judge', 'about');
}
