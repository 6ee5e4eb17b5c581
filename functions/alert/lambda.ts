import { setTimeout as sleep } from 'node:timers/promises';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { openMessageLog } from '../../shared/messages/log.ts';
import { openInventory } from '../../shared/inventory/repository.ts';
import { ALERT_TABLE } from './table.ts';
import { shownRefusal } from '../../shared/contacts/refused.ts';
import { shownAddress } from '../../shared/contacts/shown-address.ts';
import { accountKeySchema } from '../../shared/model/account.ts';
import { instant } from '../../shared/model/instant.ts';
import { runSchema } from '../../shared/model/run.ts';
import { documentsOf } from '../runtime/deployed-table.ts';
import { openDocumentWriter } from '../runtime/document-writer.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { logger, measure } from '../runtime/telemetry.ts';
import { runKeys } from '../runtime/run-keys.ts';
import { alert } from './alert.ts';
import { recordDamage } from './record-damage.ts';
import { LEASE_SECONDS } from '../runtime/lease.ts';
import { unlessOutdated } from '../runtime/unless-outdated.ts';

const environment = readEnvironment();
const { home, config } = environment;
const documents = documentsOf(environment);
const bucket = openDocumentWriter(environment);
const inventory = openInventory(documents, environment.table, ALERT_TABLE);
const dependencies = {
  inventory,
  messageLog: openMessageLog(documents, environment.table, inventory.note),
  sns: new SNSClient(clientConfig(home.region)),
  home,
  config,
  leaseSeconds: LEASE_SECONDS,
  sleep: (milliseconds: number) => sleep(milliseconds),
  realClock: () => instant(new Date()),
};
const eventSchema = z.object({ run: runSchema.pick({ id: true, now: true }), account: accountKeySchema });

/** Notifies one account's contacts. @param event `{ run: { id, now }, account }`. */
export async function handler(event: unknown): Promise<{ sent: number }> {
  const { run, account } = eventSchema.parse(event);
  return unlessOutdated(
    () => notify({ run, account }),
    () => ({ sent: 0 }),
  );
}

async function notify({ run, account }: z.infer<typeof eventSchema>): Promise<{ sent: number }> {
  const { to, contacts, shared, notNotified, delivered, refused } = await alert(
    { run, account },
    dependencies,
  );
  await recordDamage(inventory, account);
  // Accounts that were not notified go into the messages to shared contacts and the organisation, which come last.
  await bucket.write(runKeys(run.id).alerted(account), {
    account,
    to: to.map(shownAddress),
    contacts,
    shared,
    notNotified,
    refused: refused.map(shownRefusal),
  });
  const digests = (delivered?.resumed ?? []).map(({ id }) => id);
  if (delivered?.sent !== undefined) digests.push(delivered.sent.digest.id);
  measure({ DigestsSent: digests.length });
  for (const { address, why } of refused.map(shownRefusal))
    logger.warn('contact not subscribed', { account, address, reason: why });
  logger.info('account notified', { account, confirmed: to.length, notNotified, digests });
  return { sent: digests.length };
}
