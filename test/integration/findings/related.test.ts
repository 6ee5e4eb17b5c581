import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectDatabase } from '../../bed/database.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import type { RelatedLoader } from '../../../shared/findings/related/contract.ts';
import { loadRelated } from '../../../shared/findings/related/load.ts';
import { LOADERS } from '../../../shared/findings/related/registry.ts';
import { skcSubjectOf } from '../../../shared/findings/subjects/skc.ts';
import { updateFindings } from '../../../shared/findings/update.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Related, SkcRule } from '../../../shared/rules/contract.ts';
import { notApplicable, passes } from '../../../shared/rules/outcome.ts';
import { SKC_RULES } from '../../../shared/rules/registry.ts';
import { putReadAccount } from '../../bed/findings/read-account.ts';
import { NOW, stored } from '../../bed/inventory/skc.ts';
import { exportsOf, hasAll } from '../../bed/folder-exports.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';

/** What a later version adds in addition to marks. */
declare module '../../../shared/rules/contract.ts' {
  interface Related {
    usages?: readonly string[];
  }
}

const KEY = stored({
  createdAt: '2026-10-01T00:00:00Z',
  versionCreatedAt: '2026-10-01T00:00:00Z',
  revision: 1,
});
const USAGES = new Map([[KEY.id, ['shop/deploy.yaml:12']]]);

/** A rule that needs `usages` and records what it receives. */
function usageRule(given: Related[]): SkcRule {
  return {
    id: 'used-somewhere',
    subject: 'skc',
    title: 'Used somewhere',
    about: 'A fixture.',
    needs: ['usages'],
    judge(_skc, { now, related }) {
      given.push(related);
      const [place] = related.usages ?? [];
      if (place === undefined) return notApplicable('Nothing uses it.');
      return {
        verdict: 'fails',
        severity: 'low',
        dueAt: now,
        because: `It is used in ${place}.`,
        action: 'Look there.',
        restsOn: [],
      };
    },
  };
}

/** A rule that needs these and records what it receives. */
function asking(needs: SkcRule['needs'], given: Related[]): SkcRule {
  return {
    id: 'asking',
    subject: 'skc',
    title: 'Asking',
    about: 'A fixture.',
    needs,
    judge(_skc, { related }) {
      given.push(related);
      return passes([]);
    },
  };
}

function usages(loads: string[]): RelatedLoader {
  return {
    need: 'usages',
    async load(account) {
      loads.push(account);
      return (skcId) => ({ usages: USAGES.get(skcId) ?? [] });
    },
  };
}

let server: Awaited<ReturnType<typeof openDynalite>>;
let tables = 0;
beforeAll(async () => {
  server = await openDynalite();
});
afterAll(() => server.close());

/** Evaluates these rules for one secret that has a mark and a usage. */
async function judged(rules: readonly SkcRule[], loaders: readonly RelatedLoader[]): Promise<Finding[]> {
  tables += 1;
  const database = await connectDatabase(server.url, `related-${tables}`);
  onTestFinished(() => database.close());
  const { inventory } = database;
  const run = { id: 'r1', now: NOW };
  await putReadAccount(inventory, KEY, run);
  await inventory.setMark({ account: KEY.account, skcId: KEY.id, kind: 'decoy', by: 'Sarah', at: NOW });
  await updateFindings(
    { run, account: KEY.account },
    { inventory, config: configSchema.parse({}), subjects: [skcSubjectOf(rules)], loaders },
  );
  const findings: Finding[] = [];
  for await (const finding of inventory.findings(KEY.account)) findings.push(finding);
  return findings;
}

describe('what a rule needs beside the SKC', () => {
  it('is one loader and one line, and the rule receives it', async () => {
    const given: Related[] = [];
    const loads: string[] = [];
    const findings = await judged([...SKC_RULES, usageRule(given)], [...LOADERS, usages(loads)]);
    expect(findings.filter(({ rule }) => rule === 'used-somewhere')).toMatchObject([
      { rule: 'used-somewhere', state: 'open', because: 'It is used in shop/deploy.yaml:12.' },
    ]);
    expect(loads).toEqual([KEY.account]);
  });

  it('is all that the rule is given, beside what the account’s other SKCs say', async () => {
    const [usage, marked, neither]: [Related[], Related[], Related[]] = [[], [], []];
    await judged(
      [usageRule(usage), asking(['marks'], marked), asking(undefined, neither)],
      [...LOADERS, usages([])],
    );
    expect(usage).toEqual([{ usages: ['shop/deploy.yaml:12'], siblings: {} }]);
    expect(marked).toMatchObject([{ marks: [{ kind: 'decoy' }] }]);
    expect(Object.keys(marked[0] ?? {})).toEqual(['marks', 'siblings']);
    expect(neither).toEqual([{ siblings: {} }]);
  });

  it('is not loaded when no rule names it', async () => {
    const loads: string[] = [];
    await judged(SKC_RULES, [...LOADERS, usages(loads)]);
    expect(loads).toEqual([]);
  });

  it('is refused if nothing loads it', async () => {
    await expect(judged([usageRule([])], LOADERS)).rejects.toThrow(
      'Nothing loads usages: add its loader to shared/findings/related/registry.ts.',
    );
  });

  it('is an error if it was not loaded, never empty', async () => {
    const related = await loadRelated(KEY.account, new Set(), { marks: noMarks }, LOADERS);
    expect(() => related(KEY.id, ['marks'])).toThrow(`marks was not loaded for ${KEY.account}.`);
  });
});

describe('exclusions', () => {
  it('need marks whatever the rules need', () => {
    expect(skcSubjectOf([]).needs).toEqual(['marks']);
  });
});

it('every loader in the folder is in the registry, one per need', async () => {
  const isOne = (value: unknown): value is RelatedLoader => hasAll(value, 'need', 'load');
  const inFolder = await exportsOf('shared/findings/related', isOne);
  expect(new Set(LOADERS)).toEqual(new Set(inFolder.map(({ value }) => value)));
  expect(new Set(LOADERS.map(({ need }) => need)).size).toBe(LOADERS.length);
});

async function* noMarks(): AsyncGenerator<never> {
  // None.
}
