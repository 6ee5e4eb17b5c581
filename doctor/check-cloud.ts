import pLimit from 'p-limit';
import type { CloudReader } from '../shared/readers/contract.ts';
import type { Account, Cloud } from '../shared/model/account.ts';
import type { Problem } from '../shared/model/target.ts';
import type { Permission } from '../shared/sources/contract.ts';
import { isIncluded } from '../functions/plan/accounts.ts';
import type { AccountSight, CloudLook, CloudSight, Connection, Trouble } from './cloud-connection.ts';
import { lookAtTarget, troubleOf } from './probe-target.ts';
import type { AccountCheck, Check, Lack, SourceCheck } from './report.ts';

/** One cloud as a doctor looks at it: whatever a session is there, callers need not know. */
export interface CheckableCloud {
  cloud: Cloud;
  /** Whatever the cloud answers becomes part of what is told. */
  check(look: CloudLook): Promise<CloudCheck>;
}

export interface CloudCheck {
  /** The accounts that were looked at. */
  looked: Account[];
  accounts: AccountCheck[];
  /** The steps of connecting, in their order. */
  checks: Check[];
}

const ACCOUNTS_AT_ONCE = 8;
/** Waiting for answers, mostly. */
const TARGETS_AT_ONCE = 6;

/** A cloud that is read as a run reads it, a page of each target, and judged by how it is connected. */
export function checkableCloud<Session>(
  reader: CloudReader<Session>,
  connection: Connection<Session>,
): CheckableCloud {
  return {
    cloud: reader.cloud,
    async check(look) {
      const sight = await lookAtCloud(look, reader, connection);
      return {
        looked: sight.seen.map(({ account }) => account),
        accounts: sight.seen.map((account) => accountCheck(account, look, reader, connection)),
        checks: await connection.steps(sight),
      };
    },
  };
}

async function lookAtCloud<Session>(
  look: CloudLook,
  reader: CloudReader<Session>,
  connection: Connection<Session>,
): Promise<CloudSight> {
  let found: Account[];
  try {
    found = (await reader.accounts()).accounts;
  } catch (error) {
    const { problem } = reader.failure(error, reader.listing.operation);
    return { look, unlisted: problem, found: [], seen: [] };
  }
  const { config, only } = look;
  const wanted = found.filter(
    (account) =>
      account.status === 'active' &&
      isIncluded(account, config) &&
      (only === undefined || only.includes(account.id)),
  );
  const closed = await commonProblem(wanted[0], reader, connection);
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  const seen = await Promise.all(
    wanted.map((account) =>
      limit(async (): Promise<AccountSight> => {
        if (closed !== undefined) return { account, targets: [], troubles: [ofAccount(closed, connection)] };
        return lookAtAccount(account, look, reader, connection);
      }),
    ),
  );
  return { look, unlisted: undefined, found, seen };
}

/** Why nothing can be read in any account, where they all rest on one listing. */
async function commonProblem<Session>(
  account: Account | undefined,
  { signIn, sources, failure, cloud, listing }: CloudReader<Session>,
  { common }: Connection<Session>,
): Promise<Problem | undefined> {
  const [source] = sources;
  if (account === undefined || source === undefined || common === undefined) return undefined;
  let { operation } = listing;
  try {
    const target = { account: account.key, cloud, location: 'global', source: source.type };
    const { permission, ask } = common(await signIn(target));
    operation = permission;
    await ask();
    return undefined;
  } catch (error) {
    return failure(error, operation).problem;
  }
}

async function lookAtAccount<Session>(
  account: Account,
  { now, config: { include, exclude } }: CloudLook,
  reader: CloudReader<Session>,
  connection: Connection<Session>,
): Promise<AccountSight> {
  const limit = pLimit(TARGETS_AT_ONCE);
  try {
    const { targets, problems } = await reader.targets(account, []);
    const wanted = targets.filter(
      ({ source }) =>
        (include.sources.length === 0 || include.sources.includes(source)) &&
        !exclude.sources.includes(source),
    );
    const looked = wanted.map((planned) =>
      limit(() => {
        const target = { account: account.key, cloud: reader.cloud, ...planned };
        return lookAtTarget({ target, now }, reader, connection);
      }),
    );
    const troubles = problems.map((problem) => ofAccount(problem, connection));
    return { account, targets: await Promise.all(looked), troubles };
  } catch (error) {
    const { problem } = reader.failure(error, reader.listing.operation);
    return { account, targets: [], troubles: [ofAccount(problem, connection)] };
  }
}

function ofAccount(problem: Problem, connection: Pick<Connection<never>, 'isForbidden'>): Trouble {
  return troubleOf(problem, connection, { location: 'global', source: undefined });
}

/** What was seen of an account, permission by permission. */
function accountCheck<Session>(
  { account, targets, troubles }: AccountSight,
  look: CloudLook,
  { sources }: Pick<CloudReader<Session>, 'sources'>,
  connection: Connection<Session>,
): AccountCheck {
  const all = [...troubles, ...targets.flatMap((target) => target.troubles)];
  const lackOf = (trouble: Trouble): Lack => {
    const { problem, state, location } = trouble;
    return {
      permission: problem.missingPermission ?? problem.operation,
      location: location === 'global' ? undefined : location,
      state,
      because: `${problem.code}: ${connection.wordsOf(problem)}`,
      mend: connection.mendOf(trouble, account, all, look),
    };
  };
  const byPlace = Map.groupBy(all, ({ location }) => location);
  const bySource = Map.groupBy(targets, ({ source }) => source);
  const checks = sources.flatMap((source): SourceCheck[] => {
    const own = bySource.get(source.type);
    if (own === undefined) return [];
    const lacks = own.flatMap((target) => target.troubles).map(lackOf);
    const reached = own.filter(
      ({ location }) => !connection.isDetour(source.type, byPlace.get(location) ?? []),
    );
    const proven = new Set(reached.flatMap((target) => target.proven));
    return [{ source: source.type, lacks, ...sorted(connection.permissionsOf(source), proven, lacks) }];
  });
  return { account: account.key, name: account.name, lacks: troubles.map(lackOf), sources: checks };
}

/** Granted is what is granted everywhere. */
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
