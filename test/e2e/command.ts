import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

const ROOT = resolve(import.meta.dirname, '../..');

/** Runs a program of the project to its end, as a person would; its output is also appended to `log`. */
export async function runCommand(
  program: 'skc' | 'cdk',
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { folder, log }: { folder: string; log: string },
): Promise<Ran> {
  const file = program === 'skc' ? 'cli/skc.mjs' : 'node_modules/aws-cdk/bin/cdk';
  const output = createWriteStream(log, { flags: 'a' });
  output.write(`\n$ ${program} ${args.join(' ')}\n`);
  const child = spawn(process.execPath, [resolve(ROOT, file), ...args], {
    cwd: folder,
    env: { ...environment, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ran.stdout += text;
    output.write(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    ran.stderr += text;
    output.write(text);
  });
  const [code]: unknown[] = await once(child, 'close');
  output.end();
  return { ...ran, code: typeof code === 'number' ? code : null };
}
