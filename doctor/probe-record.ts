import type { CloudFailure } from '../shared/model/failure.ts';
import type { Problem } from '../shared/model/target.ts';
import type { Permission } from '../shared/sources/contract.ts';
import type { SampleSession } from './contract.ts';

/** The results of probing one target, so far. */
export interface ProbeRecord {
  /** From now on, uses the session's record of successful calls. */
  follow(sample: Pick<SampleSession<never>, 'answered' | 'isIrrelevant'>): void;
  /** Makes a call that needs a permission, and records the result. */
  attempt(permission: string, call: () => Promise<unknown>): Promise<void>;
  blame(error: unknown, permission: string): void;
  problem(problem: Problem): void;
  /** Infers from a page which permissions were needed: an empty one proves only the first listing permission. */
  conclude(isEmpty: boolean): void;
  proven(): string[];
  /** Permissions that no call has needed so far. */
  untried(): string[];
  /** Each missing permission once. */
  problems(): Problem[];
}

export function openRecord(
  permissions: readonly Permission[],
  failure: (error: unknown, operation: string) => CloudFailure,
): ProbeRecord {
  const concluded = new Set<string>();
  const problems = new Map<string, Problem>();
  let answered: SampleSession<never>['answered'];
  let isIrrelevant: SampleSession<never>['isIrrelevant'];
  const actions = permissions.map(({ action }) => action);
  const used = (wanted: Permission['use']) =>
    permissions.filter(({ use }) => use === wanted).map(({ action }) => action);
  const refused = () => [...problems.values()].map(deniedBy);
  const proven = () =>
    answered === undefined ? [...concluded] : actions.filter((action) => answered?.().has(action));
  const record: ProbeRecord = {
    follow: (sample) => ({ answered, isIrrelevant } = sample),
    async attempt(permission, call) {
      try {
        await call();
        concluded.add(permission);
      } catch (error) {
        record.blame(error, permission);
      }
    },
    blame(error, permission) {
      if (isIrrelevant?.(error) !== true) record.problem(failure(error, permission).problem);
    },
    problem(problem) {
      if (isIrrelevant?.({ name: problem.code }) === true) return;
      const key = `${deniedBy(problem)} ${problem.code}`;
      if (!problems.has(key)) problems.set(key, problem);
    },
    conclude(isEmpty) {
      const listing = used('list');
      if (isEmpty) return listing.slice(0, 1).forEach((action) => concluded.add(action));
      const details = used('detail').filter((action) => !refused().includes(action));
      for (const action of [...listing, ...details]) concluded.add(action);
    },
    proven,
    untried: () => actions.filter((action) => ![...proven(), ...refused()].includes(action)),
    problems: () => [...problems.values()],
  };
  return record;
}

function deniedBy({ missingPermission, operation }: Problem): string {
  return missingPermission ?? operation;
}
