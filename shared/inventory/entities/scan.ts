import type { AccountKey } from '../../model/account.ts';
import { scanSchema, type Problem, type Scan, type Target } from '../../model/target.ts';
import { entity } from '../entity.ts';
import { scanKey } from '../keys.ts';
import { operation } from '../operation.ts';
import { ifRevision, type Store } from '../store.ts';

export const SCAN = entity<Scan>({
  name: 'scan',
  title: 'the last reading of one target',
  partition: 'account',
  form: 'scan#<type>#<location>',
  prefix: 'scan#',
  version: 1,
  write: 'revision',
  schema: scanSchema,
  key: scanKey,
});

/** Code of the problem that a scan carries which took the place of a damaged one: so the run still names it. */
const DAMAGED = 'DamagedItem';

export const scanOperations = {
  scan: operation(['GetItem'], (store) => (target: Target) => store.get(SCAN, scanKey(target))),

  scans: operation(['Query'], (store) => (account: AccountKey) => scans(store, account)),

  /**
   * Writes the scan if the target's last one is still `scan.scanRevision - 1`. A damaged one is replaced, since a scan
   * holds nothing that the next reading does not give; one of a newer version is left.
   * @returns false when a rival was faster.
   */
  recordScan: operation(
    ['GetItem', 'PutItem', 'UpdateItem'],
    (store) => (scan: Scan) => recordScan(store, scan),
  ),
};

async function recordScan(store: Store, scan: Scan): Promise<boolean> {
  const before = scan.scanRevision - 1;
  if (before > 0) return store.rewrite(SCAN, scan, ifRevision('scanRevision', before));
  if (await store.putIfAbsent(SCAN, scan)) return true;
  const unreadable = await store.unreadable(SCAN, scanKey(scan));
  if (unreadable === undefined) return false;
  store.damage.note(unreadable);
  if (unreadable.newer) return true;
  const problem: Problem = {
    operation: 'dynamodb:GetItem',
    code: DAMAGED,
    kind: 'malformed',
    message: unreadable.why,
  };
  await store.replace(SCAN, { ...scan, problems: [...scan.problems, problem] });
  return true;
}

async function* scans(store: Store, account: AccountKey): AsyncIterable<Scan> {
  for await (const scan of store.list(SCAN, account)) {
    const problem = scan.problems.find(({ code }) => code === DAMAGED);
    if (problem !== undefined) store.damage.note({ ...scanKey(scan), why: problem.message, newer: false });
    yield scan;
  }
}
