import pLimit from 'p-limit';
import { enabledRegions } from '../../shared/readers/aws/organisation.ts';
import { awsFailure } from '../../shared/clouds/aws/problem.ts';
import type { AwsIdentity, AwsSession, AwsSessions } from '../../shared/clouds/aws/session.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { Account } from '../../shared/model/account.ts';
import type { Source } from '../../shared/sources/contract.ts';
import { mendOf, type MendContext } from './next-step.ts';
import { AWS_PROBES } from './probes.ts';
import type { AccountCheck, Lack, SourceCheck } from '../report.ts';

export interface AccountCheckDependencies {
  config: Config;
  aws: AwsSessions;
  identity: AwsIdentity;
  sources: readonly Source<AwsSession>[];
}

const AT_ONCE = 4;

/**
 * Signs in to one account and tries every permission of every source that is read there: all of them in one region, and
 * in the other regions the listing, since an organisation may have closed them.
 */
export async function checkAccount(
  account: Account,
  dependencies: AccountCheckDependencies,
): Promise<AccountCheck> {
  const { aws, config, identity } = dependencies;
  const context: MendContext = { identity, accountId: account.id, memberRole: config.memberRole.name };
  const check: AccountCheck = { account: account.key, name: account.name, lacks: [], sources: [] };
  let session: AwsSession;
  try {
    session = await aws.of(account.id);
  } catch (error) {
    return { ...check, lacks: [lackOf(error, 'sts:AssumeRole', undefined, context)] };
  }
  const { regions, lacks } = await regionsOf(session, dependencies, context);
  const sources: SourceCheck[] = [];
  for (const source of sourcesRead(dependencies))
    sources.push(await checkSource(source, session, regions, aws.homeRegion, context));
  return { ...check, lacks, sources };
}

function sourcesRead({
  sources,
  config: { include, exclude },
}: AccountCheckDependencies): Source<AwsSession>[] {
  return sources.filter(
    ({ type }) =>
      (include.sources.length === 0 || include.sources.includes(type)) && !exclude.sources.includes(type),
  );
}

async function regionsOf(
  session: AwsSession,
  { aws, config: { include, exclude } }: AccountCheckDependencies,
  context: MendContext,
): Promise<{ regions: string[]; lacks: Lack[] }> {
  const wanted = (regions: readonly string[]) => regions.filter((each) => !exclude.regions.includes(each));
  if (include.regions.length > 0) return { regions: wanted(include.regions), lacks: [] };
  try {
    return { regions: wanted(await enabledRegions(aws, session)), lacks: [] };
  } catch (error) {
    return {
      regions: wanted([aws.homeRegion]),
      lacks: [lackOf(error, 'account:ListRegions', undefined, context)],
    };
  }
}

async function checkSource(
  { type, scope, permissions }: Source<AwsSession>,
  session: AwsSession,
  regions: readonly string[],
  homeRegion: string,
  context: MendContext,
): Promise<SourceCheck> {
  const check: SourceCheck = { source: type, granted: [], untried: [], lacks: [] };
  const [first = homeRegion, ...others] = scope === 'global' ? [homeRegion] : regions;
  const limit = pLimit(AT_ONCE);
  const tries = [
    ...permissions.map(({ action }) => ({ action, region: first })),
    ...others.flatMap((region) =>
      permissions.filter(({ use }) => use === 'list').map(({ action }) => ({ action, region })),
    ),
  ];
  await Promise.all(
    tries.map(({ action, region }) =>
      limit(async () => {
        const probe = AWS_PROBES[action];
        if (probe === undefined)
          throw new Error(`Nothing is known that would try ${action}: add it to AWS_PROBES.`);
        try {
          const result = await probe(session, region);
          const list = result === 'tried' ? check.granted : check.untried;
          if (!list.includes(action)) list.push(action);
        } catch (error) {
          check.lacks.push(lackOf(error, action, scope === 'global' ? undefined : region, context));
        }
      }),
    ),
  );
  return {
    source: type,
    // Granted is what is granted everywhere.
    granted: check.granted.filter((each) => check.lacks.every(({ permission }) => permission !== each)),
    untried: check.untried,
    lacks: check.lacks,
  };
}

/** What an error says of a permission; an explicit deny is somebody's will, and no grant undoes it. */
export function lackOf(
  error: unknown,
  permission: string,
  location: string | undefined,
  context: MendContext,
): Lack {
  const { denied, problem } = awsFailure(error, permission);
  const because = `${problem.code}: ${problem.message}`;
  const state = !denied ? 'failed' : /explicit deny/i.test(because) ? 'denied' : 'missing';
  const lack = { permission: problem.missingPermission ?? permission, location, state, because } as const;
  return { ...lack, mend: mendOf(lack, context) };
}
