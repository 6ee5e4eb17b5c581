import type { AccountKey } from '../model/account.ts';
import type { Finding } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import type { StoredSkc } from '../model/skc.ts';
import { targetId, type PlannedTarget } from '../model/target.ts';
import { CHANGE } from './entities/change.ts';
import { FINDING } from './entities/finding.ts';
import { MARK } from './entities/mark.ts';
import { SKC } from './entities/skc.ts';
import type { Entity } from './entity.ts';
import { indexedId, scanKey, skcPrefix } from './keys.ts';
import { operation } from './operation.ts';
import type { Store } from './store.ts';

/** A target that another account has taken over: a vault that was moved to another subscription. */
export interface Move {
  target: PlannedTarget;
  from: AccountKey;
  /** The account and location where it is now. */
  to: { account: AccountKey; location: string };
  now: Instant;
}

export const moveOperations = {
  /**
   * Moves what is stored of a target to another account: its SKCs, what people said of them, and their findings with
   * their past. Its changes stay where they are; they are found by the SKC's id. What is there already is kept, so a
   * move that was killed is repeated without harm.
   */
  moveTarget: operation(
    ['DeleteItem', 'PutItem', 'Query'],
    (store) => (move: Move) => moveTarget(store, move),
  ),
};

async function moveTarget(store: Store, { target, from, to, now }: Move): Promise<void> {
  const here = { ...target, account: from };
  const skcs = new Map<string, StoredSkc>();
  for await (const skc of store.list(SKC, from, { prefix: skcPrefix(target) })) skcs.set(skc.id, skc);
  const ids = new Set([...skcs.keys()].map(indexedId));
  for await (const mark of store.list(MARK, from))
    if (ids.has(mark.skcId)) await moved(store, MARK, mark, { ...mark, account: to.account });
  for await (const finding of store.list(FINDING, from)) {
    const { subject } = finding;
    if (skcs.has(subject.id)) await moved(store, FINDING, finding, findingAt(finding, subject.id, to));
    else if (subject.id === targetId(here))
      await moved(store, FINDING, finding, findingAt(finding, targetId({ ...here, ...to }), to));
  }
  // Last, since the others are found by them.
  for (const skc of skcs.values()) {
    if (skc.absentAt !== undefined) {
      await moved(store, SKC, skc, { ...skc, ...to });
      continue;
    }
    const after = { ...skc, ...to, revision: skc.revision + 1, changedAt: now };
    await store.putIfAbsent(CHANGE, {
      account: to.account,
      skcId: skc.id,
      name: skc.name,
      type: skc.type,
      revision: after.revision,
      kinds: ['moved'],
      observedAt: now,
      before: { account: from },
      after: { account: to.account },
    });
    await moved(store, SKC, skc, after);
  }
  await store.access.remove(scanKey(here));
}

/** Its new account's contacts do not know of it yet; the organisation was notified. */
function findingAt(finding: Finding, subjectId: string, { account, location }: Move['to']): Finding {
  const { organisation } = finding.notified;
  return {
    ...finding,
    account,
    subject: { ...finding.subject, id: subjectId, location },
    notified: organisation === undefined ? {} : { organisation },
  };
}

async function moved<Value extends object>(
  store: Store,
  kind: Entity<Value>,
  before: Value,
  after: Value,
): Promise<void> {
  await store.putIfAbsent(kind, after);
  await store.access.remove(kind.key(before));
}
