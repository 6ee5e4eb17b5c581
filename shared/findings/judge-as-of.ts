import type { Config } from '../config/schema.ts';
import type { InventoryReader } from '../inventory/contract.ts';
import type { AccountKey } from '../model/account.ts';
import type { Finding } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import { accountState, findingName } from './account-state.ts';
import { loadRelated } from './related/load.ts';
import { LOADERS } from './related/registry.ts';
import { reviewOf } from './review.ts';
import { needsOf } from './subjects/contract.ts';
import { SUBJECTS } from './subjects/registry.ts';

/**
 * An account's findings as they would be on another day, the facts staying as they are. Writes nothing. What the
 * account's last run read counts as read; what cannot be judged without reading stays as it is.
 */
export async function judgeAsOf(
  key: AccountKey,
  now: Instant,
  { inventory, config }: { inventory: InventoryReader; config: Config },
): Promise<Finding[]> {
  const state = await accountState(key, inventory);
  const run = { id: state.account.standing?.runId ?? '', now };
  const related = await loadRelated(key, needsOf(SUBJECTS), inventory, LOADERS);
  const review = await reviewOf(
    state,
    { run },
    { config, subjects: SUBJECTS, related, note: inventory.note },
  );
  const findings = new Map<string, Finding>();
  for (const subject of SUBJECTS)
    for await (const finding of subject.findings(review, inventory))
      findings.set(findingName(finding.subject.id, finding.rule), finding);
  for (const [name, finding] of state.findings)
    if (finding.subject.kind === 'account' || !review.isKnown(finding)) findings.set(name, finding);
  return [...findings.values()];
}
