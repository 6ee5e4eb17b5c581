import type { Problem } from '../shared/model/target.ts';
import type { CloudSight, Trouble } from './cloud-connection.ts';
import type { Check } from './report.ts';

/** What was found of one step of connecting. */
export type StepFinding = Pick<Check, 'state' | 'says' | 'mend'>;

export function fine(says: string): StepFinding {
  return { state: 'fine', says };
}

export function wrong(says: string, mend: string): StepFinding {
  return { state: 'wrong', says, mend };
}

/** An earlier step keeps it from being asked. */
export function after(title: string): StepFinding {
  return { state: 'unasked', says: `asked once “${title}” is done` };
}

/** The developer signs in without what the deployed functions are trusted by. */
export function ofDeployedAlone(): StepFinding {
  return { state: 'unasked', says: 'here the developer signs in; only asked of what is deployed' };
}

/** What a cloud said, in one line. */
export function saidOf({ code, message }: Pick<Problem, 'code' | 'message'>): string {
  return `${code}: ${message}`;
}

export function troublesOf({ seen }: Pick<CloudSight, 'seen'>): Trouble[] {
  return seen.flatMap(({ troubles, targets }) => [
    ...troubles,
    ...targets.flatMap((target) => target.troubles),
  ]);
}

/** Whether a grant is what lacks, rather than an answer. */
export function isRefused({ state }: Trouble): boolean {
  return state !== 'failed';
}

const NAMED = 5;

/** `kv-a, kv-b, kv-c, kv-d, kv-e and 195 more`. */
export function named(all: readonly string[]): string {
  const names = [...new Set(all)];
  if (names.length <= NAMED + 1) return names.join(', ');
  return `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;
}

/** `1 vault`, `2 vaults`. */
export function some(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
