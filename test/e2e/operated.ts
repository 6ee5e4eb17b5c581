import { CloudFormationClient, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import {
  DeleteItemCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { GetTopicAttributesCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, it } from 'vitest';
import { restoredTableName } from '../../cli/deploy/point-in-time.ts';
import { instant } from '../../shared/model/instant.ts';
import { HOME_REGION, SECURITY_ACCOUNT } from './deploying-account.ts';
import type { Stage } from './stage.ts';

const TABLE = 'skc-watch';
const STACK = 'SkcWatch';

function clientOf<Client>(type: new (config: object) => Client, { emulators }: Stage): Client {
  const credentials = { accessKeyId: SECURITY_ACCOUNT, secretAccessKey: 'emulated' };
  return new type({ endpoint: emulators.deployed.url, region: HOME_REGION, credentials });
}

/** After the first run. */
export function isWatchedItself(at: () => Stage): void {
  it('calls the heartbeat once a run', () => {
    const stage = at();
    const { pathname } = new URL(stage.heartbeat);
    expect(stage.webhook.heartbeats).toEqual([pathname]);
  });

  it('denies publishing without TLS on every topic of accounts, new or from before', async () => {
    const sns = clientOf(SNSClient, at());
    const { Topics = [] } = await sns.send(new ListTopicsCommand());
    const arns = Topics.flatMap(({ TopicArn = '' }) => (/:skc-watch-/.test(TopicArn) ? [TopicArn] : []));
    expect(arns.length).toBeGreaterThan(4);
    for (const TopicArn of arns) {
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
      const policy = Attributes?.['Policy'] ?? '';
      expect({ TopicArn, denies: /"aws:SecureTransport": ?"false"/.test(policy) }).toEqual({
        TopicArn,
        denies: true,
      });
    }
  });
}

/** Sets termination protection, as an operator does in the console. */
export async function protect(stage: Stage, EnableTerminationProtection: boolean): Promise<void> {
  await clientOf(CloudFormationClient, stage).send(
    new UpdateTerminationProtectionCommand({ StackName: STACK, EnableTerminationProtection }),
  );
}

/** After a deployment of a stack that was protected. */
export function isStillProtected(at: () => Stage): void {
  it('is not destroyed while it is protected, which a deployment does not change', async () => {
    const stage = at();
    const ran = await stage.skc('destroy', '--yes');
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toContain('has termination protection; nothing was changed');
    await protect(stage, false);
  });
}

/** Whenever no run is in progress. */
export function isRestored(at: () => Stage): void {
  it('is restored by one command, also where an earlier attempt was interrupted', async () => {
    const stage = at();
    const dynamodb = clientOf(DynamoDBClient, stage);
    await dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName: TABLE,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    const before = await contents(dynamodb);
    const to = instant(new Date());
    // The attempt that was interrupted had restored the table. The emulator restores what is there now.
    await dynamodb.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: TABLE,
        TargetTableName: restoredTableName(TABLE, to),
        RestoreDateTime: new Date(to),
        BillingModeOverride: 'PAY_PER_REQUEST',
      }),
    );
    await damage(dynamodb);
    expect(await contents(dynamodb)).not.toEqual(before);
    const ran = await stage.skc('restore', '--to', to, '--yes');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain('2 items added, 1 changed, 1 removed');
    expect(await contents(dynamodb)).toEqual(before);

    const again = await stage.skc('restore', '--to', instant(new Date()), '--yes');
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('0 items added, 0 changed, 0 removed');
    expect((await dynamodb.send(new ListTablesCommand())).TableNames).toEqual([TABLE]);
  });
}

/** Two items are lost, one is changed, one is foreign. */
async function damage(dynamodb: DynamoDBClient): Promise<void> {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: TABLE }));
  const [first, second, third] = Items.filter(({ item }) => item?.S?.startsWith('skc#') === true);
  for (const each of [first, second]) {
    if (each?.['account'] === undefined || each['item'] === undefined)
      throw new Error('the table holds no SKC');
    await dynamodb.send(
      new DeleteItemCommand({ TableName: TABLE, Key: { account: each['account'], item: each['item'] } }),
    );
  }
  if (third === undefined) throw new Error('the table holds too few SKCs');
  const changed: Record<string, AttributeValue> = { ...third, name: { S: 'changed by hand' } };
  const foreign: Record<string, AttributeValue> = {
    account: { S: 'aws#999999999999' },
    item: { S: 'skc#foreign' },
  };
  for (const Item of [changed, foreign]) await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
}

/** All items, except the lock. */
async function contents(dynamodb: DynamoDBClient): Promise<string[]> {
  const all: string[] = [];
  let next: Record<string, never> | object | undefined;
  do {
    const page = await dynamodb.send(
      new ScanCommand({
        TableName: TABLE,
        ...(next === undefined ? {} : { ExclusiveStartKey: { ...next } }),
      }),
    );
    for (const item of page.Items ?? [])
      if (item['item']?.S !== 'lock#run')
        all.push(JSON.stringify(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1))));
    next = page.LastEvaluatedKey;
  } while (next !== undefined);
  return all.toSorted();
}
