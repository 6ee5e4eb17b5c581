import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountAt, configOf, emptyEstate, importedCertificate } from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';
import { runSkc } from '../../bed/cli/run-skc.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
let name = '';
beforeAll(async () => {
  const made = emptyEstate(2);
  const member = accountAt(made, 1);
  name = member.name;
  member.certificates.push(importedCertificate('gateway.example', 5));
  stage = await openStage(dynalite.url, made, configOf(made));
  await stage.run();
  stage.sandbox.clock.advanceDays(3);
  await stage.run();
}, 180_000);
afterAll(() => stage.close());

const skc = (...argv: string[]) => runSkc(argv, stage.database.inventory, { columns: 20_000, wide: true });

interface Listed {
  id: string;
  audience: string;
  subject: string;
  runAt: string;
}

async function listed(...argv: string[]): Promise<Listed[]> {
  return JSON.parse((await skc('messages', '--json', ...argv)).stdout);
}

describe('skc messages', () => {
  it('lists every message that SNS took, the newest first, with its receiver and subject', async () => {
    const sent = stage.sandbox.outbox.list().map(({ subject = '' }) => subject);
    const all = await listed();
    expect(all.map(({ subject }) => subject).toSorted()).toEqual(sent.toSorted());
    const times = all.map(({ runAt }) => runAt);
    expect(times).toEqual(times.toSorted().toReversed());
    const { stdout } = await skc('messages');
    for (const { id, subject } of all)
      expect(stdout).toMatch(new RegExp(`${id}.*${subject.slice(0, 5).replace('[', '\\[')}`));
    expect(stdout).toContain(`${all.length} messages`);
  });

  it('lists those of one account', async () => {
    const all = await listed('--account', name);
    expect(all.length).toBeGreaterThan(0);
    expect(new Set(all.map(({ audience }) => audience)).size).toBe(1);
  });

  it('prints one as its receivers got it', async () => {
    const [newest] = await listed('--account', name);
    const published = stage.sandbox.outbox.list().findLast(({ subject }) => subject === newest?.subject);
    const { stdout } = await skc('messages', newest?.id ?? '');
    expect(stdout).toContain(`Subject: ${published?.subject}`);
    expect(stdout).toContain(published?.bodies['email']?.trimEnd() ?? 'no text');
    expect(stdout).toContain('team-');
    const json = await skc('messages', newest?.id ?? '', '--channel', 'machine');
    expect(JSON.parse(json.stdout.slice(json.stdout.indexOf('{')))).toMatchObject({ id: newest?.id });
  });

  it('names the id that was meant', async () => {
    const [newest] = await listed();
    const { code, stderr } = await skc('messages', `${newest?.id.slice(0, -1)}x`);
    expect(code).toBe(2);
    expect(stderr).toContain(`Did you mean ${newest?.id}?`);
  });
});
