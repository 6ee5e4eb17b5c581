import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { delimiter, dirname, resolve } from 'node:path';

/** The project's root, where `cdk.json` is. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** The CDK failed and has printed the error itself. */
export class CdkFailed extends Error {
  override readonly name = 'CdkFailed';
  constructor(action: string, code: number | null) {
    super(
      `cdk ${action} ended with ${code ?? 'a signal'}: fix the error shown above and run this command again.`,
    );
  }
}

/**
 * Runs the project's own CDK. Its output goes to stderr, like progress.
 * @throws {CdkFailed} when it fails.
 */
export async function cdk(action: string, args: readonly string[], region: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const command = resolve(dirname(require.resolve('aws-cdk/package.json')), 'bin/cdk');
  const child = spawn(process.execPath, [command, action, ...args], {
    cwd: ROOT,
    stdio: ['inherit', process.stderr, process.stderr],
    env: {
      ...process.env,
      AWS_REGION: region,
      // `cdk.json` starts `node`: it must be this one, which runs TypeScript without a build.
      PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
    },
  });
  const [code]: unknown[] = await once(child, 'close');
  if (code !== 0) throw new CdkFailed(action, typeof code === 'number' ? code : null);
}

/** Context values of the CDK app, as arguments of the CDK. */
export function context(values: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : ['--context', `${name}=${value}`],
  );
}
