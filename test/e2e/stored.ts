import type { Inventory } from '../../shared/inventory/contract.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';

/** All SKCs of an account in the deployed table. */
export async function skcsOf(inventory: Inventory, account: AccountKey): Promise<StoredSkc[]> {
  const all: StoredSkc[] = [];
  for await (const skc of inventory.skcs(account)) all.push(skc);
  return all;
}

/** Identifies an SKC: `type location id`. */
export function namesOf(skcs: readonly { id: string; type: string; location: string }[]): string[] {
  return skcs.map(({ id, type, location }) => `${type} ${location} ${id}`).toSorted();
}

/**
 * Open findings of an account as `severity rule name location`. Keys of AWS have a fixed name, since theirs are
 * random.
 */
export async function verdictsOf(inventory: Inventory, account: AccountKey): Promise<string[]> {
  const all: Finding[] = [];
  for await (const finding of inventory.findings(account)) if (finding.state === 'open') all.push(finding);
  return all
    .map(({ severity, rule, subject }) => {
      const called =
        subject.type === 'aws.kms-key' || subject.type === 'aws.iam-access-key' ? 'key' : subject.name;
      return `${severity} ${rule} ${called} ${subject.location ?? '-'}`;
    })
    .toSorted();
}
