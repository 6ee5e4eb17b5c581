import type { AccountKey } from '../model/account.ts';
import type { Change } from '../model/change.ts';
import type { Contact } from '../model/contact.ts';
import type { Finding } from '../model/finding.ts';
import type { PlannedAccount, Run, Standing } from '../model/run.ts';
import type { StoredSkc } from '../model/skc.ts';
import type { Scan, Target } from '../model/target.ts';

/** An account as the table keeps it: planned, and how it stood after the last run that evaluated it. */
export interface InventoriedAccount extends PlannedAccount {
  standing?: Standing | undefined;
}

/** What anybody may read of the inventory. Every iterable reads its pages as they are asked for. */
export interface InventoryReader {
  accounts(): Promise<InventoriedAccount[]>;
  account(key: AccountKey): Promise<InventoriedAccount | undefined>;
  skcs(account: AccountKey): AsyncIterable<StoredSkc>;
  skcsOf(target: Target): AsyncIterable<StoredSkc>;
  skc(account: AccountKey, skc: Pick<StoredSkc, 'type' | 'location' | 'id'>): Promise<StoredSkc | undefined>;
  /** By the cloud's full resource name, in whichever account: the SKC with its changes and findings. */
  history(skcId: string): Promise<{ skc: StoredSkc; changes: Change[]; findings: Finding[] } | undefined>;
  findings(account: AccountKey): AsyncIterable<Finding>;
  scan(target: Target): Promise<Scan | undefined>;
  scans(account: AccountKey): AsyncIterable<Scan>;
  contacts(account: AccountKey | 'organisation'): Promise<Contact[]>;
  lastRun(): Promise<Run | undefined>;
}

/** What the pipeline writes. Every write is conditional: a repeat or a rival changes nothing twice. */
export interface InventoryWriter {
  /** Puts the run if there is none of its id; returns the one that stands. */
  startRun(run: Run): Promise<Run>;
  finishRun(run: Run): Promise<void>;
  /** Writes the plan of an account if it differs from what stands. */
  planAccount(account: PlannedAccount): Promise<void>;
  recordStanding(account: AccountKey, standing: Standing): Promise<void>;
  /** Puts a newly discovered SKC (revision 1); false if it is there already. */
  discover(skc: StoredSkc): Promise<boolean>;
  /**
   * Writes a change ahead and then the SKC it makes, whose revision is the change's.
   * @returns the SKC that stands: `after`, or a rival's.
   */
  apply(change: Change, after: StoredSkc): Promise<StoredSkc>;
  /** Replaces an SKC without a change (volatile facts, precise readings), if its revision still stands. */
  refresh(skc: StoredSkc): Promise<boolean>;
  /** Writes the scan if the target's last one is still `scan.scanRevision - 1`. */
  recordScan(scan: Scan): Promise<boolean>;
  /** Writes a finding if the one that stands is still `finding.revision - 1`. */
  writeFinding(finding: Finding): Promise<boolean>;
  seedContact(account: AccountKey | 'organisation', contact: Contact): Promise<boolean>;
  removeContact(account: AccountKey | 'organisation', address: string): Promise<void>;
}

export type Inventory = InventoryReader & InventoryWriter;
