import type { InventoriedAccount, InventoryReader } from '../inventory/contract.ts';
import type { AccountKey } from '../model/account.ts';
import type { Finding, RuleId } from '../model/finding.ts';
import { targetId, type Scan } from '../model/target.ts';

/** What the table knows of an account except its SKCs, which are streamed. */
export interface AccountState {
  account: InventoriedAccount;
  /** By `findingName`. */
  findings: ReadonlyMap<string, Finding>;
  /** By `targetId`. */
  scans: ReadonlyMap<string, Scan>;
}

/**
 * Reads an account's state.
 * @throws when the account was never planned.
 */
export async function accountState(
  key: AccountKey,
  inventory: Pick<InventoryReader, 'account' | 'findings' | 'scans'>,
): Promise<AccountState> {
  const account = await inventory.account(key);
  if (account === undefined) throw new Error(`${key} was never planned; run plan first.`);
  const findings = new Map<string, Finding>();
  for await (const finding of inventory.findings(key))
    findings.set(findingName(finding.subject.id, finding.rule), finding);
  const scans = new Map<string, Scan>();
  for await (const scan of inventory.scans(key)) scans.set(targetId(scan), scan);
  return { account, findings, scans };
}

/** Names a finding within its account. */
export function findingName(subjectId: string, rule: RuleId): string {
  return `${rule} ${subjectId}`;
}
