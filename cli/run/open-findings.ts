import type { InventoryReader } from '../../shared/inventory/contract.ts';
import { compareFindings } from '../../shared/rules/order.ts';
import type { Finding, Severity } from '../../shared/model/finding.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { packedValues, type Packed } from '../../shared/model/packed.ts';
import { isAtLeast } from '../reading/filters.ts';

/** Findings that are sorted at once, as objects; all others are compressed. */
const SORTED_AT_ONCE = 512;

/** All open findings of an inventory, in the order of `inOrder`. */
export function openFindings(
  inventory: Pick<InventoryReader, 'accounts' | 'findings'>,
  now: Instant,
): Promise<Iterable<Finding>> {
  return inOrder(findingsOf(inventory), now);
}

async function* findingsOf(
  inventory: Pick<InventoryReader, 'accounts' | 'findings'>,
): AsyncGenerator<Finding> {
  for (const account of await inventory.accounts())
    for await (const finding of inventory.findings(account.key)) if (finding.state === 'open') yield finding;
}

/**
 * The most urgent first, as in messages. Findings are kept compressed, in sorted parts that are merged
 * on every iteration, so that those of a large organisation need little memory.
 */
export async function inOrder(findings: AsyncIterable<Finding>, now: Instant): Promise<Iterable<Finding>> {
  const compare = compareFindings(now);
  const parts: Packed[] = [];
  let open: Finding[] = [];
  const close = () => {
    const part = packedValues();
    for (const finding of open.toSorted(compare)) part.add(finding);
    part.seal();
    parts.push(part);
    open = [];
  };
  for await (const finding of findings) {
    open.push(finding);
    if (open.length === SORTED_AT_ONCE) close();
  }
  close();
  return { [Symbol.iterator]: () => merged(parts, compare) };
}

/** What the page of a run shows: excluded findings are not urgent. */
export function mostUrgent(findings: Iterable<Finding>, most = 10): Finding[] {
  const urgent: Finding[] = [];
  for (const finding of findings) {
    if (urgent.length === most) break;
    if (finding.excluded === undefined) urgent.push(finding);
  }
  return urgent;
}

/** Whether a finding that is not excluded is at least so severe. */
export function reaches(findings: Iterable<Finding>, severity: Severity): boolean {
  for (const finding of findings)
    if (finding.excluded === undefined && isAtLeast(finding.severity, severity)) return true;
  return false;
}

/** The next finding of a part, and those after it. */
interface Head {
  next: Finding;
  rest: Iterator<Finding>;
}

type Compare = (a: Finding, b: Finding) => number;

function* merged(parts: readonly Packed[], compare: Compare): Generator<Finding> {
  /** In order of their next findings. */
  const heads: Head[] = [];
  const insert = (rest: Iterator<Finding>) => {
    const read = rest.next();
    if (read.done === true) return;
    const next = read.value;
    heads.splice(placeOf(next, heads, compare), 0, { next, rest });
  };
  for (const part of parts) insert(part.unpacked<Finding>()[Symbol.iterator]());
  for (let first = heads.shift(); first !== undefined; first = heads.shift()) {
    yield first.next;
    insert(first.rest);
  }
}

/** How many heads come before a finding. */
function placeOf(finding: Finding, heads: readonly Head[], compare: Compare): number {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const head = heads[middle];
    if (head !== undefined && compare(head.next, finding) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
