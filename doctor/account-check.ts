import type { Permission } from '../shared/sources/contract.ts';
import type { CloudReader } from '../shared/readers/contract.ts';
import type { Connection, DoctorRequest, ProbedAccount, Trouble } from './contract.ts';
import { neededPermissions } from './probe-target.ts';
import type { AccountCheck, Lack, SourceCheck } from './report.ts';

/** The report on one account, permission by permission. */
export function accountCheck<Session>(
  { account, targets, troubles }: ProbedAccount,
  request: DoctorRequest,
  { sources }: Pick<CloudReader<Session>, 'sources'>,
  connection: Connection<Session>,
): AccountCheck {
  const all = [...troubles, ...targets.flatMap((target) => target.troubles)];
  const lackOf = (trouble: Trouble): Lack => {
    const { problem, state, location, accepted } = trouble;
    return {
      permission: problem.missingPermission ?? problem.operation,
      location: location === 'global' ? undefined : location,
      state,
      because: `${problem.code}: ${connection.messageOf(problem)}`,
      nextStep: connection.nextStepOf(trouble, account, all, request),
      ...(accepted === undefined ? {} : { accepted }),
    };
  };
  const byPlace = Map.groupBy(all, ({ location }) => location);
  const bySource = Map.groupBy(targets, ({ source }) => source);
  const checks = sources.flatMap((source): SourceCheck[] => {
    const own = bySource.get(source.type);
    if (own === undefined) return [];
    const lacks = own.flatMap((target) => target.troubles).map(lackOf);
    const direct = own.filter(({ location }) => !connection.isDetour(source, byPlace.get(location) ?? []));
    const proven = new Set(direct.flatMap((target) => target.proven));
    return [
      {
        source: source.type,
        lacks,
        ...sorted(neededPermissions(source, connection, request.config), proven, lacks),
      },
    ];
  });
  return { account: account.key, name: account.name, lacks: troubles.map(lackOf), sources: checks };
}

/** Granted: a call that needs it succeeded, and none was refused. Untried: no call needed it. */
function sorted(
  permissions: readonly Permission[],
  proven: ReadonlySet<string>,
  lacks: readonly Lack[],
): Pick<SourceCheck, 'granted' | 'untried'> {
  const lacking = new Set(lacks.map(({ permission }) => permission));
  const actions = [...new Set(permissions.map(({ action }) => action))].filter((each) => !lacking.has(each));
  return {
    granted: actions.filter((action) => proven.has(action)),
    untried: actions.filter((action) => !proven.has(action)),
  };
}
