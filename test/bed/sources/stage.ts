import { collect, type Collected } from '../../../functions/collect/collect.ts';
import { connectDatabase } from '../database.ts';
import { signInToSandbox } from '../sandbox/sign-in.ts';
import type { EstateAccount } from '../../../sandbox/estate/estate.ts';
import { generateEstate, MANAGEMENT_ACCOUNT } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { awsFailure } from '../../../shared/clouds/aws/problem.ts';
import { openAwsSessions, type AwsSession } from '../../../shared/clouds/aws/session.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import type { Inventory } from '../../../shared/inventory/contract.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import type { Target } from '../../../shared/model/target.ts';
import type { Source } from '../../../shared/sources/contract.ts';
import { EPOCH, type SourceFixture } from './contract.ts';
import { openWire, type Rewriting } from './wire.ts';

/** One source with its own sandbox and table. */
export interface SourceStage {
  sandbox: Sandbox;
  account: EstateAccount;
  target: Target;
  inventory: Inventory;
  /** Changes to requests and responses from now on. */
  wire: Rewriting;
  session(): Promise<AwsSession>;
  /** One run's reading of the target, or of another source's in the same account. */
  collect(other?: Source<AwsSession>, location?: string): Promise<Collected>;
  /** The target's SKCs in the table, by name. */
  stored(): Promise<StoredSkc[]>;
  close(): Promise<void>;
}

const config = configSchema.parse({});
let tables = 0;

export async function openSourceStage(
  endpoint: string,
  source: Source<AwsSession>,
  fixture: SourceFixture,
  skcs: number,
): Promise<SourceStage> {
  const estate = generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch: EPOCH });
  const account = estate.accounts[0];
  if (account === undefined) throw new Error('the estate has no account');
  fixture.fill(account, skcs);
  const sandbox = await startSandbox({ estate });
  const wire: Rewriting = {};
  const proxy = await openWire(sandbox.url, {
    asked: (operation, body) => wire.asked?.(operation, body) ?? body,
    answered: (operation, body) => wire.answered?.(operation, body) ?? body,
  });
  const database = await connectDatabase(endpoint, `source-${(tables += 1)}`);
  const { inventory } = database;
  const target: Target = {
    account: `aws#${MANAGEMENT_ACCOUNT}`,
    cloud: 'aws',
    location: fixture.location,
    source: source.type,
  };
  // A broken connection must be the product's own, so the proxy is used only to rewrite.
  const url = () => (wire.asked === undefined && wire.answered === undefined ? sandbox.url : proxy.url);
  const opened: { close(): void }[] = [];
  const session = async () => {
    signInToSandbox(process.env, url());
    const sessions = openAwsSessions({
      homeRegion: 'us-east-1',
      memberRole: config.memberRole,
      calls: new Calls(),
    });
    opened.push(sessions);
    return sessions.own();
  };
  let runs = 0;
  return {
    sandbox,
    account,
    target,
    inventory,
    wire,
    session,
    collect: (other = source, location = fixture.location) =>
      collect(
        {
          run: { id: `run-${(runs += 1)}`, now: sandbox.clock.now() },
          target: { ...target, source: other.type, location },
        },
        {
          inventory,
          source: other,
          signIn: session,
          signInOperation: 'sts:AssumeRole',
          failure: awsFailure,
          ruleSettings: config.thresholds,
        },
      ),
    stored: async () => {
      const found: StoredSkc[] = [];
      for await (const skc of inventory.skcsOf(target)) found.push(skc);
      return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    close: async () => {
      for (const each of opened) each.close();
      database.close();
      await proxy.close();
      await sandbox.close();
    },
  };
}
