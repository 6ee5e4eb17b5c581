import type { Inventory } from '../../shared/inventory/contract.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';

/** All SKCs of an account, as the deployed table has them. */
export async function skcsOf(inventory: Inventory, account: AccountKey): Promise<StoredSkc[]> {
  const all: StoredSkc[] = [];
  for await (const skc of inventory.skcs(account)) all.push(skc);
  return all;
}

/** What an SKC is known by: `type location id`. */
export function namesOf(skcs: readonly { id: string; type: string; location: string }[]): string[] {
  return skcs.map(({ id, type, location }) => `${type} ${location} ${id}`).toSorted();
}

/**
 * Open findings of an account as `severity rule name location`; keys of AWS are called so, since their names are made
 * by chance.
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
