import pLimit from 'p-limit';
import type { InventorySlice } from '../inventory/contract.ts';
import { OutdatedRun } from '../inventory/outdated-run.ts';
import { Outrun } from '../inventory/rivals.ts';
import type { Finding } from '../model/finding.ts';
import type { Review } from './subjects/contract.ts';

/** What writing findings takes; without `writeFirstFindings` they are written one by one. */
export type FindingInventory = InventorySlice<'writeFinding'> & Partial<InventorySlice<'writeFirstFindings'>>;

export interface FindingWriter {
  /**
   * Takes a finding that changed; it is written now or with others.
   * @param before The stored one; undefined if it is new.
   */
  write(finding: Finding, before: Finding | undefined): void;
  /** Waits while too many findings are held. */
  room(): Promise<void>;
  /**
   * Waits until all are written.
   * @returns how many.
   * @throws {Outrun} if another run wrote one of them meanwhile.
   * @throws {OutdatedRun} if that run is a newer one.
   */
  end(): Promise<number>;
}

const AT_ONCE = 16;
/** Held at most before they are written: a few hundred kB. */
const BATCH = 250;

/**
 * Writes an account's findings. The first ones of an account have no rival, so they go in batches; all others are written
 * one by one, over the revision that was read.
 */
export function findingWriter({ findings, run }: Review, inventory: FindingInventory): FindingWriter {
  const limit = pLimit(AT_ONCE);
  const writes: Promise<void>[] = [];
  /** While no finding of the account is stored but those that were written here. */
  let writeFirst = findings.size === 0 ? inventory.writeFirstFindings : undefined;
  let begun = false;
  let held: Finding[] = [];
  let written = 0;

  async function one(finding: Finding, before: Finding | undefined): Promise<void> {
    if (before !== undefined && before.changedAt > run.now) throw new OutdatedRun(run.now, before.changedAt);
    if (await inventory.writeFinding(finding)) return;
    throw new Outrun(
      `Another run writes findings of ${finding.account} at the same time. Run again when it has ended.`,
    );
  }

  async function flush(): Promise<void> {
    const batch = held;
    held = [];
    if (batch.length === 0) return;
    begun = (await writeFirst?.(batch, begun)) === true;
    if (begun) return;
    writeFirst = undefined;
    for (const finding of batch) writes.push(limit(() => one(finding, undefined)));
  }

  return {
    write(finding, before) {
      written += 1;
      if (writeFirst !== undefined) held.push(finding);
      else writes.push(limit(() => one(finding, before)));
    },

    async room() {
      if (held.length >= BATCH) await flush();
    },

    async end() {
      await flush();
      const failed = (await Promise.allSettled(writes)).find((each) => each.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      return written;
    },
  };
}
