import { once } from 'node:events';
import dynalite from 'dynalite';
import { connectDatabase, type Database } from '../bed/database.ts';
import { collect } from '../../functions/collect/collect.ts';
import { awsFailure } from '../../shared/clouds/aws/problem.ts';
import { openAwsSessions, type AwsSession, type AwsSessions } from '../../shared/clouds/aws/session.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { accountKey } from '../../shared/model/account.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import { accountIdOf, targetId, type Scan, type Target } from '../../shared/model/target.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import type { Source } from '../../shared/sources/contract.ts';
import { NOT_IN_MOTO } from '../bed/servers/moto.ts';
import { ACCOUNT, REGIONS } from './estate.ts';

export const AWS_SOURCES: readonly Source<AwsSession>[] = awsSources.filter(
  ({ type }) => !NOT_IN_MOTO.includes(type),
);

/** The result of the product's collectors for one server's estate. */
export interface Collection {
  scans: Map<string, Scan>;
  skcs: Map<string, StoredSkc>;
}

/** Every target of the account. */
export function targets(): Target[] {
  const account = accountKey('aws', ACCOUNT);
  return AWS_SOURCES.flatMap(({ type, scope }) =>
    (scope === 'global' ? ['global'] : REGIONS).map((location): Target => ({
      account,
      cloud: 'aws',
      location,
      source: type,
    })),
  );
}

/** Runs every collector on a server, into a separate table. */
export async function collectAll(url: string, now: Instant): Promise<Collection> {
  const database = await startDatabase();
  const aws = sessionsAt(url);
  const ruleSettings = configSchema.parse({}).thresholds;
  const collection: Collection = { scans: new Map(), skcs: new Map() };
  try {
    for (const target of targets()) {
      const source = awsSources.find((each) => each.type === target.source);
      if (source === undefined) throw new Error(`no source of type ${target.source}`);
      const { scan } = await collect(
        { run: { id: `${now}.001`, now }, target },
        {
          inventory: database.inventory,
          source,
          signInOperation: 'sts:AssumeRole',
          signIn: () => aws.of(accountIdOf(target.account)),
          failure: awsFailure,
          ruleSettings,
        },
      );
      collection.scans.set(targetId(target), scan);
      for await (const skc of database.inventory.skcsOf(target)) collection.skcs.set(skc.id, skc);
    }
    return collection;
  } finally {
    aws.close();
    await database.stop();
  }
}

/** Sessions that call one server, signed in through the SDK's environment variables, as the product does. */
export function sessionsAt(url: string): AwsSessions {
  signInTo(url);
  return openAwsSessions({
    homeRegion: REGIONS[0],
    memberRole: { name: 'skc-watch-reader' },
    calls: new Calls(),
  });
}

/** Clients created from now on call this server. A key id of 12 digits identifies the account to the sandbox. */
export function signInTo(url: string): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'conformance',
    AWS_REGION: REGIONS[0],
    AWS_EC2_METADATA_DISABLED: 'true',
  });
}

/** An embedded DynamoDB in memory. */
export async function startDatabase(): Promise<Database & { stop(): Promise<void> }> {
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('dynalite has no port');
  const database = await connectDatabase(`http://127.0.0.1:${address.port}`);
  return {
    ...database,
    stop: async () => {
      database.close();
      server.close();
      await once(server, 'close');
    },
  };
}
