import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { runProgram } from '../../../cli/main.ts';
import { openFindings } from '../../../cli/run/open-findings.ts';
import { summarise } from '../../../cli/run/summarise.ts';
import { renderSummary } from '../../../cli/screen/run-page.ts';
import { files } from '../../../sandbox/outbox.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  goodSecret,
  importedCertificate,
  OWN,
  skcsOf,
} from '../../bed/pipeline/estate.ts';
import { openDynalite, openStage, type Stage } from '../../bed/pipeline/stage.ts';
import { runSkc } from '../../bed/cli/run-skc.ts';
import { hostileSample } from '../../bed/sandbox/hostile-sample.ts';
import { sampleConfig } from '../../../sandbox/estate/sample-config.ts';

const ESC = '\u001b';
const HOSTILE: readonly string[] = [
  '<img src=x onerror=alert(1)>&amp;<script>alert(1)</script>',
  'two\nlines\r\nCRITICAL 99 | all is lost',
  `red${ESC}[31m ${ESC}]8;;https://evil.example${ESC}\\link${ESC}]8;;${ESC}\\ \u009b2J\u0007`,
  'gnp.\u202etxt\u202c\u200b\u2066x\u2069',
  '=cmd|calc!A0',
  '+1+1',
  '-1+1',
  '@SUM(A1)',
  '\t=1+1',
  'long '.repeat(410),
  '`code` *bold* <!channel> <https://evil.example|here> |pipe|',
];
/** Must not be printed: control characters except line breaks, characters that reorder or hide text, escape sequences. */
const HARMFUL = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
let stage: Stage;
let result: Awaited<ReturnType<Stage['run']>>;
let folder = '';
const config = () => configSchema.parse({ alerts: { region: 'eu-west-1' } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skc-hostile-'));
  dynalite = await openDynalite();
  const estate = emptyEstate(2);
  for (const index of [0, 1]) {
    const account = accountAt(estate, index);
    account.name = `${HOSTILE[2]}${HOSTILE[0]}`;
    for (const [place, name] of HOSTILE.entries()) {
      account.secrets.push(
        goodSecret(`${name}${index === 0 ? '' : 'other-'}${place}`, {
          rotation: undefined,
          tags: { [name.slice(0, 100)]: name },
        }),
      );
      account.certificates.push(
        importedCertificate(`${name}.example.com`, 5 + place, { alternatives: [name] }),
      );
    }
  }
  stage = await openStage(
    dynalite.url,
    estate,
    configOf(estate, {
      contacts: {
        organisation: [{ address: 'organisation@example.com' }],
        accounts: {
          '111111111111': [{ address: 'team@example.com' }, { address: 'https://hook.example/x' }],
        },
      },
    }),
  );
  result = await stage.run();
});
afterAll(async () => {
  await stage.close();
  await dynalite.close();
  await rm(folder, { recursive: true });
});

/** The output of a command line on the table. */
async function skc(...argv: string[]): Promise<string> {
  let printed = '';
  const code = await runProgram([...argv, '--directory', folder], {
    terminal: {
      print: async (text) => {
        printed += text;
      },
      show: (text) => {
        printed += text;
      },
      say: (text) => {
        printed += text;
      },
      columns: 120,
      colours: pc.createColors(false),
      debug: false,
    },
    now: () => stage.sandbox.clock.now(),
    open: async () => ({ inventory: stage.database.inventory, close: async () => undefined }),
  });
  expect(code).toBe(0);
  expect(printed.length).toBeGreaterThan(20);
  return printed;
}

describe('hostile names and tags', () => {
  it('are stored unchanged in the table', async () => {
    const names = (await skcsOf(stage, OWN)).map(({ name }) => name);
    for (const [place, name] of HOSTILE.entries()) expect(names).toContain(`${name}${place}`);
    expect(result.failures).toEqual([]);
  });

  it('are sanitized in every file of the outbox', () => {
    const messages = stage.sandbox.outbox.list();
    expect(messages.map(({ topic }) => topic)).toEqual([
      'skc-watch-111111111111',
      'skc-watch-111111111111__webhook',
      'skc-watch-organisation',
    ]);
    for (const message of messages) {
      expect(message.subject).toMatch(/^[\u0020-\u007e]{1,99}$/);
      const written = files(message);
      expect(written.length).toBeGreaterThan(0);
      for (const [name, content] of written) {
        expect(name).toMatch(/^[\w.-]+$/);
        expect(content).not.toMatch(HARMFUL);
        // No line of output begins with a hostile text.
        expect(content).not.toMatch(/^CRITICAL 99/m);
        expect(content).not.toContain('long '.repeat(100));
      }
      for (const body of Object.values(message.bodies)) expect(body).not.toContain(ESC);
    }
  });

  it('are sanitized in the summary, on one screen', async () => {
    const { inventory } = stage.database;
    const summary = await summarise(
      result,
      await openFindings(inventory, result.run.now),
      inventory,
      config(),
    );
    const screen = renderSummary({ ...summary, calls: {}, database: 'db', outbox: 'outbox', next: [] });
    expect(screen).not.toMatch(HARMFUL);
    expect(screen.split('\n').length).toBeLessThanOrEqual(42);
    expect(screen).not.toMatch(/^CRITICAL 99/m);
  });

  it.each([
    ['list'],
    ['findings'],
    ['targets'],
    ['contacts'],
    ['show', '</script>0'],
    ['list', '--json'],
    ['findings', '--json'],
  ])('are sanitized by skc %s %s', async (...argv) => {
    const printed = await skc(...argv.filter((each) => each !== undefined));
    expect(printed).not.toMatch(HARMFUL);
    expect(printed).not.toMatch(/^\s*CRITICAL 99/m);
  });

  it('are unchanged in JSON', async () => {
    const printed = z
      .array(z.looseObject({ name: z.string() }))
      .parse(JSON.parse(await skc('list', '--json')));
    const names = printed.map(({ name }) => name);
    for (const [place, name] of HOSTILE.entries()) expect(names).toContain(`${name}${place}`);
  });

  it.each(['list', 'findings'])(
    'are no formulas in the CSV of skc %s, and rows stay rows',
    async (command) => {
      const rows: string[][] = parse(await skc(command, '--csv'));
      const [header = [], ...cells] = rows;
      expect(cells.length).toBeGreaterThan(HOSTILE.length);
      for (const row of cells) {
        expect(row).toHaveLength(header.length);
        for (const cell of row) {
          if (/^-?\d+(\.\d+)?$/.test(cell)) continue;
          expect(cell).not.toMatch(/^[\s]*[=+\-@]/);
          expect(cell).not.toMatch(HARMFUL);
        }
      }
    },
  );

  it('leave nothing in the commands’ folder', async () => {
    for (const name of await readdir(folder))
      expect(await readFile(join(folder, name), 'utf8')).not.toMatch(HARMFUL);
  });
});

describe('hostile names in every cloud', () => {
  it('are harmless in the messages and on the screens of the sample organisation', async () => {
    const epoch = stage.sandbox.clock.now();
    const made = hostileSample(epoch);
    made.accounts = made.accounts.filter(({ name }) => ['org-management', 'shop-web'].includes(name));
    const sample = await openStage(dynalite.url, made, sampleConfig(epoch));
    try {
      await sample.run();
      const messages = sample.sandbox.outbox.list();
      expect(messages.length).toBeGreaterThan(5);
      for (const message of messages) {
        expect(message.subject).toMatch(/^[\u0020-\u007e]{1,99}$/);
        for (const [, content] of files(message)) expect(content).not.toMatch(HARMFUL);
      }
      for (const argv of [['list'], ['findings'], ['targets'], ['contacts'], ['messages']])
        expect((await runSkc(argv, sample.database.inventory)).stdout).not.toMatch(HARMFUL);
      const rows: string[][] = parse((await runSkc(['list', '--csv'], sample.database.inventory)).stdout);
      for (const row of rows) for (const cell of row) expect(cell).not.toMatch(/^\s*[=+@]/);
    } finally {
      await sample.close();
    }
  }, 240_000);
});
