import type { Config } from '../config/schema.ts';
import { thresholdsOf } from '../rules/thresholds.ts';
import type { InventoryReader } from '../inventory/contract.ts';
import type { AccountKey } from '../model/account.ts';
import type { Finding } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import { accountState } from './account-state.ts';
import { judgeStoredSkc, judgeTarget } from './judge-account.ts';

/**
 * An account's findings as they would be on another day, the facts staying as they are. Writes nothing.
 * What was read in the account's last run counts as read.
 */
export async function judgeAsOf(
  key: AccountKey,
  now: Instant,
  { inventory, config }: { inventory: InventoryReader; config: Config },
): Promise<Finding[]> {
  const state = await accountState(key, inventory);
  const run = { id: state.account.standing?.runId ?? '', now };
  const context = { run, config, thresholds: thresholdsOf(config) };
  const findings: Finding[] = [];
  for await (const skc of inventory.skcs(key)) findings.push(...judgeStoredSkc(skc, state, context).findings);
  for (const target of state.account.targets)
    findings.push(...judgeTarget({ account: key, cloud: state.account.cloud, ...target }, 0, state, context));
  for (const finding of state.findings.values())
    if (finding.subject.kind === 'account') findings.push(finding);
  return findings;
}
