import pLimit from 'p-limit';
import { acceptedAccountReason } from '../shared/config/expected-unreadable.ts';
import { isIncluded, isSourceIncluded } from '../shared/config/included.ts';
import type { Config } from '../shared/config/schema.ts';
import type { Account } from '../shared/model/account.ts';
import type { Problem } from '../shared/model/target.ts';
import type { CloudReader } from '../shared/readers/contract.ts';
import type { Connection, DoctorRequest, ProbedAccount, ProbedCloud, Trouble } from './contract.ts';
import { probeTarget, troubleOf } from './probe-target.ts';

const ACCOUNTS_AT_ONCE = 8;
/** A target spends most of its time waiting for answers. */
const TARGETS_AT_ONCE = 6;

/** Lists the accounts of a cloud and probes those that the request and the configuration include. */
export async function probeCloud<Session>(
  request: DoctorRequest,
  reader: CloudReader<Session>,
  connection: Connection<Session>,
): Promise<ProbedCloud> {
  let listed: Account[];
  try {
    listed = (await reader.accounts()).accounts;
  } catch (error) {
    const { problem } = reader.failure(error, reader.listing.operation);
    return { request, unlisted: problem, listed: [], accounts: [] };
  }
  const { config, only } = request;
  const wanted = listed.filter(
    (account) =>
      account.status === 'active' &&
      isIncluded(account, config) &&
      (only === undefined || only.includes(account.id)),
  );
  const closed = await sharedProblem(wanted[0], reader, connection);
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  const accounts = await Promise.all(
    wanted.map((account) =>
      limit(async (): Promise<ProbedAccount> => {
        if (closed !== undefined)
          return { account, targets: [], troubles: [ofAccount(closed, account, config, connection)] };
        return probeAccount(account, request, reader, connection);
      }),
    ),
  );
  return { request, unlisted: undefined, listed, accounts };
}

/** Signs in to one account and probes every target that a run would read there. */
export async function probeAccount<Session>(
  account: Account,
  { now, config }: DoctorRequest,
  reader: CloudReader<Session>,
  connection: Connection<Session>,
): Promise<ProbedAccount> {
  const [source] = reader.sources;
  if (source === undefined) return { account, targets: [], troubles: [] };
  const target = { account: account.key, cloud: reader.cloud, location: 'global', source: source.type };
  try {
    await reader.signIn(target);
  } catch (error) {
    const { problem } = reader.failure(error, connection.signIn);
    return { account, targets: [], troubles: [ofAccount(problem, account, config, connection)] };
  }
  try {
    const { targets, problems } = await reader.targets(account, []);
    const limit = pLimit(TARGETS_AT_ONCE);
    const probed = targets
      .filter((planned) => isSourceIncluded(planned.source, config))
      .map((planned) =>
        limit(() => probeTarget({ target: { ...target, ...planned }, now, config }, reader, connection)),
      );
    const contacts = await reader.contacts?.(account);
    const troubles = [...problems, ...(contacts?.problems ?? [])].map((each) =>
      ofAccount(each, account, config, connection),
    );
    return { account, targets: await Promise.all(probed), troubles };
  } catch (error) {
    const { problem } = reader.failure(error, reader.listing.operation);
    return { account, targets: [], troubles: [ofAccount(problem, account, config, connection)] };
  }
}

/** Why no account can be read, if all of them depend on one call. */
async function sharedProblem<Session>(
  account: Account | undefined,
  { signIn, sources, failure, cloud, listing }: CloudReader<Session>,
  { shared }: Connection<Session>,
): Promise<Problem | undefined> {
  const [source] = sources;
  if (account === undefined || source === undefined || shared === undefined) return undefined;
  let { operation } = listing;
  try {
    const target = { account: account.key, cloud, location: 'global', source: source.type };
    const { permission, call } = shared(await signIn(target));
    operation = permission;
    await call();
    return undefined;
  } catch (error) {
    return failure(error, operation).problem;
  }
}

function ofAccount(
  problem: Problem,
  { key }: Account,
  config: Config,
  connection: Pick<Connection<never>, 'isForbidden'>,
): Trouble {
  const accepted = acceptedAccountReason(config, key);
  return troubleOf(problem, connection, { location: 'global', source: undefined, accepted });
}
