import type { InventoryReader } from '../inventory/contract.ts';
import type { AccountKey } from '../model/account.ts';
import type { Finding } from '../model/finding.ts';
import { targetId, type Scan } from '../model/target.ts';
import { findingName, type AccountState } from './judge-account.ts';

/** What the table knows of an account but its SKCs, which are streamed. */
export async function accountState(key: AccountKey, inventory: InventoryReader): Promise<AccountState> {
  const account = await inventory.account(key);
  if (account === undefined) throw new Error(`${key} was never planned; run plan first.`);
  const findings = new Map<string, Finding>();
  for await (const finding of inventory.findings(key))
    findings.set(findingName(finding.subject.id, finding.rule), finding);
  const scans = new Map<string, Scan>();
  for await (const scan of inventory.scans(key)) scans.set(targetId(scan), scan);
  return { account, findings, scans };
}
