import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';

const run = promisify(execFile);
const VERSION = '0.9.53';
/** Its own environment: its pinned versions of boto3 are not those of the emulators. */
const DIRECTORY = resolve(import.meta.dirname, '../../.cache/custodian');

/** What one run of another program cost. */
const usedSchema = z.object({ seconds: z.number(), cpuSeconds: z.number(), peakMb: z.number() });
export type Used = z.infer<typeof usedSchema>;

/**
 * Cloud Custodian under `.cache/`, installed on first use.
 * @returns runs its six policies (`policies.yml`) once, over an endpoint.
 */
export async function custodian(
  say: (text: string) => void,
): Promise<(environment: NodeJS.ProcessEnv, region: string) => Promise<Used>> {
  const bin = join(DIRECTORY, 'bin');
  const mark = join(DIRECTORY, 'installed');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== VERSION) {
    say(`installing Cloud Custodian ${VERSION} into .cache/custodian, once`);
    rmSync(DIRECTORY, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', DIRECTORY]);
    await run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', `c7n==${VERSION}`], {
      maxBuffer: 16 * 1024 * 1024,
    });
    writeFileSync(mark, VERSION);
  }
  return async (environment, region) => {
    const output = mkdtempSync(join(tmpdir(), 'skc-custodian-'));
    const report = join(output, 'used.json');
    try {
      await run(
        join(bin, 'python'),
        [
          pathOf('./used.py'),
          report,
          join(bin, 'custodian'),
          'run',
          '--output-dir',
          output,
          '--region',
          region,
          '--cache-period',
          '0',
          pathOf('./policies.yml'),
        ],
        { env: { PATH: process.env['PATH'], HOME: output, ...environment }, maxBuffer: 64 * 1024 * 1024 },
      );
      return usedSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
    } finally {
      rmSync(output, { recursive: true, force: true });
    }
  };
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
