import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULE_IDS } from '../../shared/model/finding.ts';
import { rulesDocument } from '../../shared/rules/document.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { azureSources } from '../../shared/sources/azure/registry.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';
import { LABELLED } from '../bed/rules/labelled.ts';
import { meaningsTable } from '../bed/rules/meanings.ts';

const folder = new URL('../../shared/rules/', import.meta.url);

/** Files of the folder that export a rule, by what they say of themselves. */
function filesWithRule(): string[] {
  return readdirSync(folder).filter((file) =>
    /^export const \w+: (Skc|Target|Account)Rule = /m.test(readFileSync(new URL(file, folder), 'utf8')),
  );
}

describe('the registry of rules', () => {
  it('names every rule of the model, once', () => {
    expect(RULES.map((rule) => rule.id).toSorted()).toEqual([...RULE_IDS].toSorted());
  });

  it('holds exactly the rules that have a file named after them', () => {
    expect(filesWithRule().toSorted()).toEqual(RULES.map((rule) => `${rule.id}.ts`).toSorted());
  });

  it('imports each rule from its own file', () => {
    const source = readFileSync(new URL('registry.ts', folder), 'utf8');
    for (const rule of RULES) expect(source).toContain(`from './${rule.id}.ts'`);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s says what it means in words', (_id, rule) => {
    expect(rule.title.length).toBeGreaterThan(5);
    expect(rule.title.length).toBeLessThanOrEqual(40);
    expect(rule.about.length).toBeGreaterThan(40);
    expect(rule.about).toMatch(/\.$/);
  });

  it('lets only the ends speak while their target is unread', () => {
    const speaking = RULES.filter((rule) => 'speaksWhileUnread' in rule && rule.speaksWhileUnread === true);
    expect(speaking.map((rule) => rule.id)).toEqual(['expired', 'expiring']);
  });
});

describe('docs/rules.md', () => {
  it('is what the registry and the labelled cases say (vitest -u writes it anew)', async () => {
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
