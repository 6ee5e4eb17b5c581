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
import { sanitize } from '../../shared/model/sanitize.ts';
import type { Opened } from '../program/dependencies.ts';
import type { GlobalOptions } from '../program/global-options.ts';
import { UsageError } from '../program/usage-error.ts';
import { openDatabase } from './database.ts';
import { readEstateFile } from './estate-file.ts';
import { openSandbox, signInToSandbox, type LocalSandbox } from './sandbox.ts';
import { readState } from './state-file.ts';
import { chosenStore, holdsStore, STORE_WORDS, storeDirectory, STORES, type StoreName } from './store.ts';

/**
 * Opens the chosen inventory of the directory, or that of a deployed stack, for the commands that read. Creates none.
 * @throws {UsageError} if there is none.
 */
export async function openInventory(options: GlobalOptions, config: Config): Promise<Opened> {
  const { directory: root, stack } = options;
  if (stack !== undefined) {
    const { openDeployed } = await import('../remote/open-deployed.ts');
    const { deployedRegion, readStack } = await import('../remote/stack.ts');
    const deployed = await readStack(stack, deployedRegion(config, process.env));
    return { ...openDeployed(deployed, config), place: `stack ${deployed.name} in ${deployed.region}` };
  }
  const store = chosenStore(options);
  if (!holdsStore(root, store))
    throw new UsageError(
      `there is no inventory of ${STORE_WORDS[store]} in ${sanitize(root, 200)}`,
      'npm start fills the sample organisation; npx skc run reads your own accounts.',
    );
  const directory = storeDirectory(root, store);
  const database = await openDatabase(directory);
  const { inventory } = database;
  let sandbox: LocalSandbox | undefined;
  let reading: ReturnType<typeof audienceSubscriptions> | undefined;
  return {
    inventory,
    place: placeOf(root, store),
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

/** Names the store, and the other one if there is one. */
function placeOf(root: string, store: StoreName): string {
  const other = STORES.find((each) => each !== store && holdsStore(root, each));
  const hint = other === undefined ? '' : ` (--store ${other}: ${STORE_WORDS[other]})`;
  return `${STORE_WORDS[store]} in ${storeDirectory(root, store)}${hint}`;
}

/** The sandbox's clock from its state file; undefined if the directory has no sandbox. */
function sandboxClock(directory: string): Instant | undefined {
  const state = readState(join(directory, 'sandbox.json'), z.object({ now: instantSchema }));
  return state?.now ?? readEstateFile(directory)?.epoch;
}
