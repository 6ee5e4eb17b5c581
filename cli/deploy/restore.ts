import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isRunning } from '../../functions/begin/is-running.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { RUN_LOCK_KEY } from '../../shared/inventory/entities/run-lock.ts';
import { isRestore, openRunLock } from '../../shared/inventory/run-lock.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { UsageError } from '../program/usage-error.ts';
import { deployedRegion, readStack } from '../remote/stack.ts';
import { ask, requireConfirmation } from './confirmation.ts';
import { dropRestoredTables, restoreToOwnTable } from './point-in-time.ts';
import { takeLock } from './restore-lock.ts';
import { deployedStackName } from './stack-option.ts';
import { copyTable, differenceOf, type Difference, type TableCopy } from './table-copy.ts';

export interface RestoreRequest {
  /** Absolute path of the configuration; undefined: all defaults. */
  file: string | undefined;
  /** What `--stack` names. */
  stack: string | undefined;
  to: Instant;
  /** Not to ask. */
  yes: boolean;
}

/** The table changed while it was restored. */
export class RestoreDisturbed extends Error {
  override readonly name = 'RestoreDisturbed';
}

/**
 * Makes the inventory what it was at an instant: restores that state to a table of its own, shows what differs, asks,
 * and copies the difference. The table itself stays, with its name, protection and history: a restore can be undone by
 * another one, to a time before it.
 *
 * It may be killed at any point. Until the copy is complete it holds the lock of runs, so that no run works on half of
 * it; the same command continues.
 * @throws {UsageError} when no person can be asked, a run is in progress, or that instant cannot be restored.
 */
export async function restore(
  { file, stack: named, to, yes }: RestoreRequest,
  dependencies: Dependencies,
): Promise<void> {
  const { terminal } = dependencies;
  const stackName = deployedStackName(named);
  requireConfirmation('restore', yes);
  if (to > dependencies.now())
    throw new UsageError(`--to ${to} is in the future`, 'Name a time to go back to, in UTC.');
  const config = await loadConfig(file, configSchema);
  const { outputs, region } = await readStack(stackName, deployedRegion(config, process.env));
  const client = new DynamoDBClient(clientConfig(region));
  const states = new SFNClient(clientConfig(region));
  try {
    const lock = openRunLock(DynamoDBDocumentClient.from(client), outputs.TableName);
    terminal.say(`restoring ${outputs.TableName} as of ${to} to a table of its own: this takes minutes`);
    const source = await restoreToOwnTable(client, outputs.TableName, to, (text) => terminal.say(text));
    const copy: TableCopy = { source, target: outputs.TableName, isLeft: isLock };
    const difference = await differenceOf(client, copy);
    terminal.say(`to be as of ${to}: ${counted(difference)}`);
    terminal.say('Messages sent since then are not known any more: what they named is sent again.');
    if (!yes && !/^y(es)?$/i.test(await ask(`Change the table ${outputs.TableName}? [y/N] `))) {
      if (await isInterrupted(client, outputs.TableName)) {
        terminal.say(
          `${outputs.TableName} remains between two states, since a restore was interrupted: no run starts until one is completed`,
        );
        dependencies.finish(EXIT.incomplete);
        return;
      }
      await dropRestoredTables(client, outputs.TableName);
      terminal.say('nothing was changed');
      dependencies.finish(EXIT.wrongUse);
      return;
    }
    const holder = await takeLock(lock, to, (execution) => isRunning(execution, states));
    await copyTable(client, copy);
    const left = await differenceOf(client, copy);
    if (left.added + left.changed + left.removed > 0)
      throw new RestoreDisturbed(
        `${outputs.TableName} was written while it was restored: ${counted(left)}. Run the same command again.`,
      );
    await lock.release(holder);
    await dropRestoredTables(client, outputs.TableName);
    await terminal.print(`${outputs.TableName} is as of ${to}: ${counted(difference)}.\n`);
  } finally {
    client.destroy();
    states.destroy();
  }
}

/** Whoever holds the lock decides whether runs may begin: it is neither restored nor removed. */
function isLock({ account, item }: { account: string; item: string }): boolean {
  return account === RUN_LOCK_KEY.account && item === RUN_LOCK_KEY.item;
}

/** Whether an earlier restore began to copy and did not end. */
async function isInterrupted(client: DynamoDBClient, TableName: string): Promise<boolean> {
  const { account, item } = RUN_LOCK_KEY;
  const { Item } = await client.send(
    new GetItemCommand({
      TableName,
      Key: { account: { S: account }, item: { S: item } },
      ConsistentRead: true,
    }),
  );
  return isRestore(Item?.['holder']?.S ?? '');
}

function counted({ added, changed, removed }: Difference): string {
  return `${added} items added, ${changed} changed, ${removed} removed`;
}
