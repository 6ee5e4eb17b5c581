import pLimit from 'p-limit';
import * as z from 'zod';
import { damageOfRun, noteFailure } from '../../shared/inventory/damage.ts';
import { ORGANISATION } from '../../shared/inventory/keys.ts';
import type { FinishInventory } from './table.ts';
import type { RunLock } from '../../shared/inventory/run-lock.ts';
import { accountKeySchema } from '../../shared/model/account.ts';
import {
  NOT_NOTIFIED_REASONS,
  ORGANISATION_AUDIENCE,
  sharedAudienceSchema,
} from '../../shared/model/audience.ts';
import type { Run } from '../../shared/model/run.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { SeveralAccountsDependencies } from '../alert/alert.ts';
import { OutdatedRun, refuseUnlessNewest } from '../../shared/inventory/outdated-run.ts';
import { failedAccounts } from '../alert/failed-accounts.ts';
import { shownRefusal, type Refused } from '../../shared/contacts/refused.ts';
import { notDone, type NotDone } from '../../shared/model/not-done.ts';
import { alertShared, type SharedAlerted } from '../alert/alert-shared.ts';
import { alertOrganisation } from '../alert/alert-organisation.ts';
import type { DocumentReader } from '../runtime/document-reader.ts';
import type { DocumentWriter } from '../runtime/document-writer.ts';
import { LATEST_REPORT, runKeys } from '../runtime/run-keys.ts';
import { summarise, type RunSummary, type AlertedAccount } from './summary.ts';
import { errorText } from '../../shared/model/error-text.ts';

export interface FinishDependencies extends SeveralAccountsDependencies {
  bucket: DocumentReader & DocumentWriter;
  inventory: FinishInventory;
  lock: Pick<RunLock, 'release'>;
}

const notifiedSchema = z.object({
  account: accountKeySchema,
  notNotified: z.enum(NOT_NOTIFIED_REASONS).optional(),
  // Absent in documents of the previous release.
  contacts: z.number().default(0),
  shared: z.array(z.object({ audience: sharedAudienceSchema, own: z.boolean() })).default([]),
  refused: z.array(z.object({ address: z.string(), why: z.string() })).default([]),
});
type StoredAlerted = AlertedAccount & z.infer<typeof notifiedSchema>;
const READS_AT_ONCE = 32;

/**
 * Ends a run: notifies the contacts that several accounts name, then notifies the organisation of what no other contact
 * received, writes the summary, marks the run as done and releases the lock.
 * @throws {OutdatedRun} if a newer run has started: only the lock is released, if this execution still holds it.
 */
export async function finish(
  {
    run,
    execution,
    unlisted,
    unplanned = notDone([]),
  }: {
    run: Pick<Run, 'id' | 'now'>;
    execution: string;
    unlisted: RunSummary['unlisted'];
    /** Accounts that the plan could not store. */
    unplanned?: NotDone | undefined;
  },
  dependencies: FinishDependencies,
): Promise<RunSummary> {
  const { inventory, bucket, lock, realClock } = dependencies;
  try {
    await refuseUnlessNewest(run, inventory);
  } catch (error) {
    if (error instanceof OutdatedRun) await lock.release(execution);
    throw error;
  }
  const { alerted, audiences, failures } = await alertShared(
    { run, alerted: await readAlerted(run.id, dependencies) },
    dependencies,
  );
  const left = failedAccounts(run, await inventory.accounts(), alerted);
  const all = [...alerted, ...left];
  const { refused: refusedByOrganisation, ...organisation } = await notifyOrganisation(
    { run, alerted: all },
    dependencies,
  );
  const finishedAt = realClock();
  const accounts = await inventory.accounts();
  const summary = summarise(run, finishedAt, accounts, all, {
    organisation,
    shared: {
      confirmed: audiences.filter((each) => each.to.length > 0).length,
      failed: failures.map(({ audience, error }) => ({ audience, why: sanitize(error.message, 300) })),
    },
    failed: [...left.map(({ account }) => account), ...failures.flatMap((each) => each.accounts)],
    unlisted,
    unplanned,
    refused: refusedOf(alerted, audiences, refusedByOrganisation),
    damaged: damageOfRun(run, accounts, inventory.damaged()),
  });
  inventory.forget();
  await bucket.write(runKeys(run.id).summary, summary);
  await bucket.write(LATEST_REPORT, summary);
  await inventory.finishRun({ ...run, state: 'done', startedAt: run.now, finishedAt });
  await lock.release(execution);
  return summary;
}

/** All contacts that SNS or the table refused, each with its audience. */
function refusedOf(
  accounts: readonly StoredAlerted[],
  shared: readonly SharedAlerted[],
  organisation: readonly Refused[],
): RunSummary['refused'] {
  const all: RunSummary['refused']['contacts'] = [
    ...accounts.flatMap(({ account, refused }) => refused.map((each) => ({ audience: account, ...each }))),
    ...shared.flatMap(({ audience, refused }) =>
      refused.map((each) => ({ audience, ...shownRefusal(each) })),
    ),
    ...organisation.map((each) => ({ audience: ORGANISATION_AUDIENCE, ...shownRefusal(each) }) as const),
  ];
  return { count: all.length, contacts: all.slice(0, NAMED_REFUSALS) };
}

const NAMED_REFUSALS = 20;

/** A message to the organisation that SNS refuses ends the run as incomplete, with all else done. */
async function notifyOrganisation(
  input: Parameters<typeof alertOrganisation>[0],
  dependencies: FinishDependencies,
): Promise<RunSummary['organisation'] & { refused: readonly Refused[] }> {
  try {
    const { to, delivered, refused } = await alertOrganisation(input, dependencies);
    return {
      refused,
      subscriptions: to.length,
      digest: delivered?.sent?.digest.id,
      ...(delivered?.filtered === true ? { filtered: true as const } : {}),
    };
  } catch (error) {
    if (error instanceof OutdatedRun) throw error;
    return { refused: [], subscriptions: 0, digest: undefined, failed: sanitize(errorText(error), 300) };
  }
}

/** A document that cannot be read leaves its account to the organisation's message, as one whose alert failed. */
async function readAlerted(
  runId: string,
  { bucket, inventory }: Pick<FinishDependencies, 'bucket' | 'inventory'>,
): Promise<StoredAlerted[]> {
  const limit = pLimit(READS_AT_ONCE);
  const keys = await bucket.keys(runKeys(runId).alertedPrefix);
  const read = async (key: string): Promise<StoredAlerted[]> => {
    try {
      return [notifiedSchema.parse(await bucket.read(key))];
    } catch (error) {
      noteFailure(inventory, { account: ORGANISATION, item: key }, 'could not be read', error);
      return [];
    }
  };
  return (await Promise.all(keys.map((key) => limit(() => read(key))))).flat();
}
