import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { judgeAsOf } from '../../shared/findings/judge-as-of.ts';
import { MANAGEMENT_ACCOUNT } from '../../sandbox/estate/generate.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import type { Config } from '../../shared/config/schema.ts';
import { audienceSubscriptions } from '../../shared/contacts/audience-subscriptions.ts';
import { channels } from '../../shared/messages/channels/registry.ts';
import { instantSchema } from '../../shared/model/fields.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Opened } from '../program/dependencies.ts';
import type { GlobalOptions } from '../program/global-options.ts';
import { openDatabase } from './database.ts';
import { readEstateFile } from './estate-file.ts';
import { openSandbox, signInToSandbox, type LocalSandbox } from './sandbox.ts';
import { lastStore, storeDirectory } from './store.ts';

/** Opens the inventory of the directory's last run, or that of a deployed stack, for the commands that read. */
export async function openInventory(
  { directory: root, stack }: GlobalOptions,
  config: Config,
): Promise<Opened> {
  if (stack !== undefined) {
    const { openDeployed } = await import('../remote/open-deployed.ts');
    const { deployedRegion, readStack } = await import('../remote/stack.ts');
    return openDeployed(await readStack(stack, deployedRegion(config, process.env)), config);
  }
  const store = lastStore(root);
  const directory = storeDirectory(root, store);
  const database = await openDatabase(directory);
  const { inventory } = database;
  let sandbox: LocalSandbox | undefined;
  let reading: ReturnType<typeof audienceSubscriptions> | undefined;
  return {
    inventory,
    marking: inventory,
    now: sandboxClock(directory),
    judgeAt: (account, now) => judgeAsOf(account, now, { inventory, config }),
    ...(store === 'sample' && readEstateFile(directory) !== undefined
      ? {
          subscriptions: async (audience) => {
            sandbox ??= await openSandbox(directory);
            signInToSandbox(process.env, sandbox.url);
            const sns = new SNSClient(clientConfig(config.alerts.region));
            const home = { partition: 'aws', region: config.alerts.region, accountId: MANAGEMENT_ACCOUNT };
            reading ??= audienceSubscriptions(channels, {
              sns,
              home,
              config,
              contactsOf: inventory.contacts,
            });
            return reading(audience);
          },
        }
      : {}),
    close: async () => {
      sandbox?.close();
      database.close();
    },
  };
}

/** The sandbox's clock from its state file; undefined if the directory has no sandbox. */
function sandboxClock(directory: string): Instant | undefined {
  const state = join(directory, 'sandbox.json');
  if (existsSync(state))
    return z.object({ now: instantSchema }).parse(JSON.parse(readFileSync(state, 'utf8'))).now;
  return readEstateFile(directory)?.epoch;
}
