import { deepStrictEqual, ok } from 'node:assert/strict';
import * as z from 'zod';
import type { PublishedMessage } from '../../sandbox/outbox.ts';
import type { Item } from '../../shared/inventory/entity.ts';
import { INCIDENTAL } from '../bed/pipeline/table.ts';

/** What a world has come to. */
export interface Outcome {
  items: ReadonlyMap<string, Item>;
  messages: readonly PublishedMessage[];
}

/** `2026-12-03T06:00:00Z.002`: how many runs an instant took is not compared. */
const SEQUENCE = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\.\d{3}/g;

/**
 * The same table and the same messages: each message of the twin's was published, no other was, and none more than
 * twice.
 * @throws {AssertionError}
 */
export function assertSame(disturbed: Outcome, twin: Outcome): void {
  deepStrictEqual(comparable(disturbed.items), comparable(twin.items));
  deepStrictEqual(new Set(disturbed.messages.map(nameOf)), new Set(twin.messages.map(nameOf)));
}

/**
 * The stated bound, for runs that said that something was left out, or whose publications were disturbed: the same
 * inventory, the same open findings, and whoever was notified in the twin was notified of the same, or, in the
 * organisation's place, the contacts of the account themselves. More messages may
 * have been sent.
 * @throws {AssertionError}
 */
export function assertBounded(disturbed: Outcome, twin: Outcome): void {
  deepStrictEqual(inventoryOf(disturbed.items), inventoryOf(twin.items));
  const [found, expected] = [openFindings(disturbed.items), openFindings(twin.items)];
  deepStrictEqual([...found.keys()].toSorted(), [...expected.keys()].toSorted());
  for (const [key, finding] of expected) {
    const other = found.get(key);
    deepStrictEqual({ key, ...other?.facts }, { key, ...finding.facts });
    for (const [audience, said] of Object.entries(finding.notified)) {
      // An account whose contacts confirmed between two runs leaves nothing to the organisation any more.
      const leftOut = audience === 'organisation' && other?.notified[audience] === undefined;
      if (leftOut && says(other?.notified['account'], said)) continue;
      deepStrictEqual({ key, audience, said: other?.notified[audience] }, { key, audience, said });
    }
  }
}

/** Whether both say the same state and severity, whenever it was. */
function says(one: unknown, other: unknown): boolean {
  const [left, right] = [one, other].map((said) => saidSchema.safeParse(said).data);
  return left !== undefined && left.state === right?.state && left.severity === right.severity;
}

const saidSchema = z.object({ state: z.string(), severity: z.string() });

/**
 * No message is published more than twice.
 * @throws {AssertionError}
 */
export function assertTwins(messages: readonly PublishedMessage[]): void {
  for (const [name, copies] of Map.groupBy(messages, nameOf))
    ok(copies.length <= 2, `${name} was published ${copies.length} times`);
}

export function nameOf({ topic, attributes }: PublishedMessage): string {
  return `${topic} ${attributes['digest']?.value ?? ''}`;
}

function comparable(items: ReadonlyMap<string, Item>): Record<string, unknown> {
  return Object.fromEntries(
    [...items].map(([key, item]) => {
      const rest = Object.entries(item).filter(([name]) => !INCIDENTAL.has(name));
      return [
        key.replaceAll(SEQUENCE, '$1'),
        JSON.parse(JSON.stringify(Object.fromEntries(rest)).replaceAll(SEQUENCE, '$1')),
      ];
    }),
  );
}

/** SKCs with their changes, contacts, and the plan of each account. */
function inventoryOf(items: ReadonlyMap<string, Item>): Record<string, unknown> {
  const all = Object.entries(comparable(items)).filter(([key]) =>
    / (skc|change|contact|account|targets|shared)#/.test(key),
  );
  return Object.fromEntries(
    all.map(([key, item]) => [key, key.includes(' account#') ? withoutSummary(item) : item]),
  );
}

function withoutSummary(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item;
  return { ...item, standing: undefined };
}

interface OpenFinding {
  facts: Item;
  /** By audience: what was said, but not in which message. */
  notified: Record<string, unknown>;
}

/** A target that was not read once is no finding of the inventory. */
function openFindings(items: ReadonlyMap<string, Item>): Map<string, OpenFinding> {
  const open = new Map<string, OpenFinding>();
  for (const [key, item] of items) {
    if (!key.includes(' / finding#') || item['state'] !== 'open') continue;
    const { rule, severity, rung, dueAt, openedAt, excluded, notified } = item;
    open.set(key, {
      facts: { rule, severity, rung, dueAt, openedAt, excluded },
      notified: Object.fromEntries(
        Object.entries(typeof notified === 'object' && notified !== null ? notified : {}).map(
          ([audience, { digest: _digest, ...said }]) => [audience, said],
        ),
      ),
    });
  }
  return open;
}
