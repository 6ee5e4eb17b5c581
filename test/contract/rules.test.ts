import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULE_IDS } from '../../shared/model/finding.ts';
import { rulesDocument } from '../../shared/rules/document.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { azureSources } from '../../shared/sources/azure/registry.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';
import { exportsOf, hasAll } from '../bed/folder-exports.ts';
import { LABELLED } from '../bed/rules/labelled.ts';
import { meaningsTable } from '../bed/rules/meanings.ts';

describe('the registry of rules', () => {
  it('names every rule of the model, once', () => {
    expect(RULES.map((rule) => rule.id).toSorted()).toEqual([...RULE_IDS].toSorted());
  });

  it('holds exactly the rules that the folder has, each in a file named after it', async () => {
    const found = await exportsOf('shared/rules', isRule);
    expect(new Set(found.map(({ value }) => value))).toEqual(new Set(RULES));
    expect(found.map(({ file }) => file)).toEqual(found.map(({ value }) => `${value.id}.ts`));
    expect(found).toHaveLength(RULES.length);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s says what it means in words', (_id, rule) => {
    expect(rule.title.length).toBeGreaterThan(5);
    expect(rule.title.length).toBeLessThanOrEqual(40);
    expect(rule.about.length).toBeGreaterThan(40);
    expect(rule.about).toMatch(/\.$/);
  });

  it('keeps only findings of expiry open while their target is unread', () => {
    const speaking = RULES.filter((rule) => 'speaksWhileUnread' in rule && rule.speaksWhileUnread === true);
    expect(speaking.map((rule) => rule.id)).toEqual(['expired', 'expiring']);
  });
});

describe('docs/rules.md', () => {
  it('is what the registry and the labelled cases say (vitest -u rewrites it)', async () => {
    const page = fileURLToPath(new URL('../../docs/rules.md', import.meta.url));
    await expect(`${rulesDocument()}${meaningsTable(LABELLED)}`).toMatchFileSnapshot(page);
  });

  it('says of every type that is read what each rule means for it', () => {
    const labelled = new Set<string>(LABELLED.map(({ skc }) => skc.type));
    const read = [...awsSources, ...azureSources, ...gcpSources].map(({ type }) => type);
    // A vault is judged as a target: not-recoverable.
    expect(read.filter((type) => type !== 'azure.key-vault' && !labelled.has(type))).toEqual([]);
  });
});

function isRule(value: unknown): value is { id: string } {
  return hasAll(value, 'id', 'judge', 'about');
}
