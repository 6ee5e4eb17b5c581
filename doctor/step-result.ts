import type { Problem } from '../shared/model/target.ts';
import type { ProbedCloud, Trouble } from './contract.ts';
import type { Check } from './report.ts';

/** The result of one step of connecting. */
export type StepResult = Pick<Check, 'state' | 'says' | 'nextStep'>;

export function fine(says: string): StepResult {
  return { state: 'fine', says };
}

export function wrong(says: string, nextStep: string): StepResult {
  return { state: 'wrong', says, nextStep };
}

/** An earlier step must be done first. */
export function after(title: string): StepResult {
  return { state: 'unasked', says: `checked once “${title}” is done` };
}

/** A developer signs in directly, without the trust that deployed functions need. */
export function deployedOnly(): StepResult {
  return { state: 'unasked', says: 'checked for the deployed stack only; here you sign in yourself' };
}

/** The next step after a call that failed without being refused. */
export const NOT_A_PERMISSION = 'No permission is missing. Read the message and try again later.';

/** The next step after an explicit denial. @param denier `A service control policy`. */
export function askToExempt(denier: string, permission: string): string {
  return `${denier} denies ${permission}. Ask its owner to exempt the reader role, or add the target to expectedUnreadable in skc.config.json.`;
}

/** A cloud's error in one line. */
export function answerOf({ code, message }: Pick<Problem, 'code' | 'message'>): string {
  return `${code}: ${message}`;
}

/** All problems that the configuration does not expect. */
export function troublesOf({ accounts }: Pick<ProbedCloud, 'accounts'>): Trouble[] {
  return accounts
    .flatMap(({ troubles, targets }) => [...troubles, ...targets.flatMap((target) => target.troubles)])
    .filter(({ accepted }) => accepted === undefined);
}

/** Whether the call was refused; otherwise it failed. */
export function isRefused({ state }: Pick<Trouble, 'state'>): boolean {
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
