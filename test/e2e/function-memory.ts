import { globSync, readFileSync } from 'node:fs';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { HOME_REGION, SECURITY_ACCOUNT } from './deploying-account.ts';

/** The maximum memory of a function's process so far. */
export interface FunctionMemory {
  step: string;
  megabytes: number;
}

/**
 * Reads it from Linux, for the processes in which the emulator runs the functions; the largest per function.
 * Empty on other systems.
 */
export function functionMemory(emulatorPid: number): FunctionMemory[] {
  const most = new Map<string, number>();
  for (const folder of globSync('/proc/[0-9]*')) {
    const step = stepOf(read(`${folder}/cmdline`));
    const status = read(`${folder}/status`);
    if (step === undefined || Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== emulatorPid) continue;
    const kilobytes = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
    most.set(step, Math.max(most.get(step) ?? 0, Math.round(kilobytes / 1024)));
  }
  return [...most]
    .map(([step, megabytes]) => ({ step, megabytes }))
    .toSorted((a, b) => b.megabytes - a.megabytes);
}

/** Configured megabytes of each deployed function, by step. */
export async function functionSizes(endpoint: string): Promise<Map<string, number>> {
  const credentials = { accessKeyId: SECURITY_ACCOUNT, secretAccessKey: 'emulated' };
  const client = new LambdaClient({ endpoint, region: HOME_REGION, credentials });
  const sizes = new Map<string, number>();
  for await (const page of paginateListFunctions({ client }, {}))
    for (const { FunctionName = '', MemorySize = 0 } of page.Functions ?? [])
      sizes.set(FunctionName.replace('skc-watch-', ''), MemorySize);
  return sizes;
}

/** The emulator unpacks each function into a folder of its name. */
function stepOf(commandLine: string): string | undefined {
  return /ministack-lambda-skc-watch-([a-z-]+)-[^/-]+\/_worker/.exec(commandLine)?.[1];
}

/** A process may end while it is read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return '';
    throw error;
  }
}
