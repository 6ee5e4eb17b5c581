import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isIncomplete } from '../../../cli/run/local-run.ts';
import { accountSubject, accountSubjectOf } from '../../../shared/findings/subjects/account.ts';
import type { SubjectDefinition } from '../../../shared/findings/subjects/contract.ts';
import { skcSubject, skcSubjectOf } from '../../../shared/findings/subjects/skc.ts';
import { targetSubject, targetSubjectOf } from '../../../shared/findings/subjects/target.ts';
import { updateAccountFindings } from '../../../shared/findings/update.ts';
import { damageOfRun } from '../../../shared/inventory/damage.ts';
import { skcKey } from '../../../shared/inventory/keys.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { ACCOUNT_RULES, SKC_RULES, TARGET_RULES } from '../../../shared/rules/registry.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingLines,
  goodSecret,
  importedCertificate,
  skcsOf,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const thrown = (): never => {
  throw new TypeError('no date in\nthis \u001b[31mSKC');
};
const WHY = 'TypeError: no date in this SKC';

/** The rules of the product, but `never-expires` throws for the secret `bad`. */
const oneSkc = skcSubjectOf(
  SKC_RULES.map((rule) =>
    rule.id === 'never-expires'
      ? { ...rule, judge: (skc, context) => (skc.name === 'bad' ? thrown() : rule.judge(skc, context)) }
      : rule,
  ),
);

const dynalite = dynaliteOfFile();
let stage: Stage;
let failing: ReturnType<typeof accountAt>;
let others: ReturnType<typeof accountAt>[];
beforeEach(async () => {
  const estate = emptyEstate(3);
  for (const index of [0, 1, 2]) {
    accountAt(estate, index).secrets.push(goodSecret(`left-${index}`, { rotation: undefined }));
    accountAt(estate, index).certificates.push(importedCertificate('shop.example.com', 10));
  }
  failing = accountAt(estate, 1);
  failing.secrets.push(goodSecret('bad', { rotation: undefined }));
  others = [accountAt(estate, 0), accountAt(estate, 2)];
  const config = configOf(estate);
  // The organisation is notified of the findings of an account without a contact.
  delete config.contacts?.accounts?.[others[1]?.id ?? ''];
  stage = await openStage(dynalite.url, estate, config);
});
afterEach(() => stage.close());

const run = (subjects?: readonly SubjectDefinition[]) => stage.run(undefined, 0, subjects);

async function damageOf(result: Awaited<ReturnType<typeof run>>) {
  const { inventory } = stage.database;
  return damageOfRun(result.run, await inventory.accounts(), inventory.damaged());
}

const mailTo = (topic: string) =>
  stage.sandbox.outbox.list().findLast((message) => message.topic.endsWith(topic))?.bodies['email'] ?? '';

describe('a rule that throws for one SKC', () => {
  it('is unknown there, is named with account, key and rule, and makes the run incomplete', async () => {
    const result = await run([oneSkc, targetSubject, accountSubject]);
    const bad = (await skcsOf(stage, failing.key)).find(({ name }) => name === 'bad');
    if (bad === undefined) throw new Error('it was not stored');
    expect(await damageOf(result)).toEqual({
      count: 1,
      items: [
        { account: failing.key, item: skcKey(bad).item, why: `not evaluated: rule never-expires: ${WHY}` },
      ],
    });
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
    const summary = (await stage.database.inventory.account(failing.key))?.standing;
    expect(summary?.verdicts.unknown).toBeGreaterThan(0);
  });

  it('leaves every other rule, SKC and account judged and notified', async () => {
    const result = await run([oneSkc, targetSubject, accountSubject]);
    expect(result.unfinished).toEqual([]);
    const lines = await findingLines(stage, failing.key);
    expect(lines).toContain('open never-expires left-1');
    expect(lines).toContain('open expiring shop.example.com');
    expect(lines).not.toContain('open never-expires bad');
    for (const [index, { key }] of others.entries())
      expect(await findingLines(stage, key)).toContain(`open never-expires left-${2 * index}`);
    expect(mailTo(failing.id)).toContain('left-1');
    expect(mailTo(others[0]?.id ?? '')).toContain('left-0');
    expect(mailTo('-organisation')).toContain('left-2');
  });

  it('resolves nothing that it found before, and is as before once it no longer throws', async () => {
    await run();
    expect(await findingLines(stage, failing.key)).toContain('open never-expires bad');
    stage.sandbox.clock.advanceDays(1);
    await run([oneSkc, targetSubject, accountSubject]);
    expect(await findingLines(stage, failing.key)).toContain('stale open never-expires bad');
    stage.sandbox.clock.advanceDays(1);
    const result = await run();
    expect(await findingLines(stage, failing.key)).toContain('open never-expires bad');
    expect(await isIncomplete(stage.database.inventory, result)).toBe(false);
    expect((await damageOf(result)).count).toBe(0);
  });
});

describe('a rule that throws for targets', () => {
  it('is named, and all else is judged and notified', async () => {
    const throwing = TARGET_RULES.map((rule) => ({ ...rule, judge: thrown }));
    const result = await run([skcSubject, targetSubjectOf(throwing), accountSubject]);
    const { count, items } = await damageOf(result);
    expect(count).toBeGreaterThan(1);
    for (const { item, why } of items) {
      expect(item).toMatch(/^scan#/);
      expect(why).toContain(`not evaluated: rule target-unreadable: ${WHY}`);
    }
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
    expect(result.unfinished).toEqual([]);
    for (const { key } of [failing, ...others])
      expect(await findingLines(stage, key)).toContain('open expiring shop.example.com');
    expect(mailTo(failing.id)).toContain('left-1');
  });
});

describe('a rule that throws for an account', () => {
  it('is named, and leaves its findings and the other rules over accounts', async () => {
    await run();
    const { inventory } = stage.database;
    const before = await findingLines(stage, failing.key);
    const { id = '', now = '' } = (await inventory.lastRun()) ?? {};
    const subject = accountSubjectOf(
      ACCOUNT_RULES.map((rule) => (rule.id === 'contact-unconfirmed' ? { ...rule, judge: thrown } : rule)),
    );
    await updateAccountFindings(
      { run: { id, now }, account: failing.key, subscriptions: { contacts: 0, topic: undefined } },
      { inventory, config: configSchema.parse({}), subject },
    );
    const summary = (await inventory.account(failing.key))?.standing;
    expect(summary?.damaged).toEqual({
      count: 1,
      items: [{ item: `account#${failing.key}`, why: `not evaluated: rule contact-unconfirmed: ${WHY}` }],
    });
    const after = await findingLines(stage, failing.key);
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after.filter((line) => line.startsWith('open no-contact'))).toHaveLength(1);
  });
});
