import { ErrorWithNextStep } from '../program/error-with-next-step.ts';

/** The local store cannot be used as it is. The message names the file, `nextStep` says what to do. */
export class StoreUnusable extends ErrorWithNextStep {
  override readonly name = 'StoreUnusable';
}

/** What a person calls the system's errors of files (errno(3)). */
const REASONS: Readonly<Record<string, { reason: string; nextStep: string }>> = {
  ENOSPC: { reason: 'the disk is full', nextStep: 'Free some space and run the command again.' },
  EDQUOT: { reason: 'the disk quota is used up', nextStep: 'Free some space and run the command again.' },
  EFBIG: {
    reason: 'the file would exceed the limit of its size',
    nextStep: 'Raise the limit (ulimit -f) and run the command again.',
  },
  EROFS: { reason: 'the file system is read-only', nextStep: 'Name another folder with --directory.' },
  EACCES: { reason: 'permission is denied', nextStep: 'Name a folder of your own with --directory.' },
  EPERM: { reason: 'permission is denied', nextStep: 'Name a folder of your own with --directory.' },
  ENOTDIR: {
    reason: 'a file is where a folder should be',
    nextStep: 'Move the file away, or name another folder with --directory.',
  },
  EEXIST: {
    reason: 'a file is where a folder should be',
    nextStep: 'Move the file away, or name another folder with --directory.',
  },
  EISDIR: { reason: 'a folder is where a file should be', nextStep: 'Move the folder away.' },
};

/** The texts by which LevelDB, which reports no codes, passes on the system's errors (strerror(3)). */
const TEXTS: readonly [RegExp, string][] = [
  [/no space left on device/i, 'ENOSPC'],
  [/quota exceeded/i, 'EDQUOT'],
  [/file too large/i, 'EFBIG'],
  [/read-only file system/i, 'EROFS'],
  [/permission denied|operation not permitted/i, 'EACCES'],
  [/not a directory/i, 'ENOTDIR'],
  [/is a directory/i, 'EISDIR'],
];

/**
 * An error of the system as a sentence about the file.
 * @param file The file or folder, if the error does not name it itself.
 * @returns undefined for an error that is not about files.
 */
export function fileProblem(error: unknown, file: string): StoreUnusable | undefined {
  const problem = REASONS[codeOf(error) ?? ''];
  if (problem === undefined) return undefined;
  return new StoreUnusable(`could not use ${named(error) ?? file}: ${problem.reason}`, problem.nextStep, {
    cause: error,
  });
}

/** Does the work; an error of the system becomes a sentence about the file. @throws {StoreUnusable} */
export function withFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileProblem(error, file) ?? error;
  }
}

/** The system's code, from an error or its causes. */
function codeOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string' && REASONS[current.code] !== undefined)
      return current.code;
    const { message } = current;
    const text = TEXTS.find(([pattern]) => pattern.test(message));
    if (text !== undefined) return text[1];
  }
  return undefined;
}

/** The file that Node or LevelDB names (`IO error: /path/000012.log: No space left on device`). */
function named(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('path' in current && typeof current.path === 'string') return current.path;
    const path = /IO error: (.+?): /.exec(current.message)?.[1];
    if (path !== undefined) return path;
  }
  return undefined;
}
