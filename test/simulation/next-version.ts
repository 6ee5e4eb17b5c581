import { deepStrictEqual } from 'node:assert/strict';
import type { Item } from '../../shared/inventory/entity.ts';
import { OWN } from '../bed/pipeline/estate.ts';

/** The attribute that the emulated newer version writes into each item that it puts. */
export const ADDED = 'ofTheNextVersion';
const KIND = 'of-the-next-version#';
const RULE = '#from-the-next-version';

/** What a newer version has left in the table: an item kind, and a rule about a kind of subject, that are not known. */
export function itemsOfNextVersion(held: ReadonlyMap<string, Item>): Item[] {
  const finding = [...held.values()].find(({ item }) => String(item).startsWith('finding#'));
  return [
    { account: OWN, item: `${KIND}1`, v: 99, words: ['unknown', { deep: true }] },
    { account: 'organisation', item: `${KIND}1`, v: 99 },
    ...(finding === undefined
      ? []
      : [
          {
            ...finding,
            item: `finding#endpointendpointendpointen${RULE}`,
            rule: RULE.slice(1),
            subject: { kind: 'endpoint', id: 'https://shop.example.com', name: 'shop.example.com' },
          },
        ]),
  ];
}

/** @throws {AssertionError} if an item of the newer version was lost or changed. */
export function assertKept(items: ReadonlyMap<string, Item>, put: readonly Item[]): void {
  for (const each of put)
    deepStrictEqual(items.get(`${String(each['account'])} / ${String(each['item'])}`), each);
}

/** The items that this version knows, without what only the newer one wrote. */
export function ofThisVersion(items: ReadonlyMap<string, Item>): Map<string, Item> {
  const own = [...items].filter(([key]) => !key.includes(KIND) && !key.endsWith(RULE));
  return new Map(
    own.map(([key, { [ADDED]: _added, ...item }]) => [
      key,
      { ...item, account: item.account, item: item.item },
    ]),
  );
}

/** @returns the body of a `PutItem` as the newer version would send it. */
export function asNextVersion(body: string): string {
  return body.replace('"Item":{', `"Item":{"${ADDED}":{"S":"kept"},`);
}
