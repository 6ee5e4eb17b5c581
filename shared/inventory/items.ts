import { contactSchema, type Contact } from '../model/contact.ts';
import { accountKeySchema, type AccountKey } from '../model/account.ts';
import { changeSchema, type Change } from '../model/change.ts';
import { findingSchema, type Finding } from '../model/finding.ts';
import { earliest } from '../model/instant.ts';
import { plannedAccountSchema, standingSchema } from '../model/run.ts';
import { storedSkcSchema, type StoredSkc } from '../model/skc.ts';
import { scanSchema, type Scan } from '../model/target.ts';
import type { InventoriedAccount } from './contract.ts';
import * as keys from './keys.ts';

/** An item of the table as the DocumentClient takes and gives it. */
export type Item = Record<string, unknown>;

/**
 * How the model's objects stand in the table: plain attributes that a person in the console can read, with those of
 * the indexes added. Reading back goes through the model's schemas, which drop the added ones.
 */
export function skcItem(skc: StoredSkc): Item {
  const dueAt =
    skc.absentAt === undefined ? earliest(skc.expiresAt, skc.rotationDueAt, skc.deletionDueAt) : undefined;
  return {
    ...skc,
    ...keys.skcKey(skc),
    skcId: keys.indexedId(skc.id),
    ...(dueAt === undefined ? {} : { dueAt, dueMonth: dueAt.slice(0, 7) }),
  };
}

export function changeItem(change: Change): Item {
  const skcId = keys.indexedId(change.skcId);
  return { ...change, skcId, ...keys.changeKey(change.account, change.skcId, change.revision) };
}

export function findingItem(finding: Finding): Item {
  return {
    ...finding,
    ...keys.findingKey(finding.account, finding.subject.id, finding.rule),
    skcId: keys.indexedId(finding.subject.id),
    subjectName: finding.subject.name,
    ...(finding.state === 'open' ? { openSeverity: finding.severity } : {}),
  };
}

export function scanItem(scan: Scan): Item {
  return { ...scan, ...keys.scanKey(scan) };
}

export function contactItem(audience: AccountKey | typeof keys.ORGANISATION, contact: Contact): Item {
  return { ...contact, ...keys.contactKey(audience, contact.address) };
}

const inventoriedAccountSchema = plannedAccountSchema.extend({ standing: standingSchema.optional() });

/** An item that is not what it should be: written by another version, or by hand. */
export class BadItem extends Error {
  override readonly name = 'BadItem';
  constructor(item: Item, cause: unknown) {
    super(
      `The table's item ${String(item['account'])} / ${String(item['item'])} cannot be read. ` +
        'It was written by another version or changed by hand: delete it and run again.',
      { cause },
    );
  }
}

export const readSkc = reader<StoredSkc>((item) => storedSkcSchema.parse(item));
export const readChange = reader<Change>((item) => changeSchema.parse(item));
/** `bitesAt` and `told` are the names of the release before. */
export const readFinding = reader<Finding>((item) =>
  findingSchema.parse({
    ...item,
    dueAt: item['dueAt'] ?? item['bitesAt'],
    notified: item['notified'] ?? item['told'],
  }),
);
export const readScan = reader<Scan>((item) => scanSchema.parse(item));
export const readContact = reader<Contact>((item) => contactSchema.parse(item));
export const readAccount = reader<InventoriedAccount>((item) =>
  inventoriedAccountSchema.parse({ ...item, key: accountKeySchema.parse(item['key']) }),
);

function reader<T>(parse: (item: Item) => T): (item: Item) => T {
  return (item) => {
    try {
      return parse(item);
    } catch (cause) {
      throw new BadItem(item, cause);
    }
  };
}
