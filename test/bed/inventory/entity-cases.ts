import { UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tableAccess } from '../../../shared/inventory/access.ts';
import { ACCOUNT } from '../../../shared/inventory/entities/account.ts';
import { CHANGE } from '../../../shared/inventory/entities/change.ts';
import { CONTACT } from '../../../shared/inventory/entities/contact.ts';
import { FINDING } from '../../../shared/inventory/entities/finding.ts';
import { SHARED_ADDRESS } from '../../../shared/inventory/entities/shared-address.ts';
import { LISTING_PAGE } from '../../../shared/inventory/entities/listing-page.ts';
import { MARK } from '../../../shared/inventory/entities/mark.ts';
import { MESSAGE, SENT_MESSAGE, type StoredMessage } from '../../../shared/inventory/entities/message.ts';
import { RUN_LOCK } from '../../../shared/inventory/entities/run-lock.ts';
import { RUN } from '../../../shared/inventory/entities/run.ts';
import { SCAN } from '../../../shared/inventory/entities/scan.ts';
import { SKC } from '../../../shared/inventory/entities/skc.ts';
import { TARGET_PAGE } from '../../../shared/inventory/entities/target-page.ts';
import type { Entity, Item } from '../../../shared/inventory/entity.ts';
import { IF_PRESENT, openStore, type Store } from '../../../shared/inventory/store.ts';
import { indexedId } from '../../../shared/inventory/keys.ts';
import { INDEXES } from '../../../shared/inventory/table.ts';
import { account, finding } from '../messages/fixture.ts';
import { NOW, stored } from './skc.ts';

/** One entity with a sample value, for the suite. */
export interface EntityCase {
  name: string;
  value: object;
  /** A value with words that only a newer version knows. */
  newer: object;
  on(client: DynamoDBDocumentClient, table: string): OpenedCase;
}

export interface OpenedCase {
  store: Store;
  get: () => Promise<object | undefined>;
  put: () => Promise<boolean>;
  putNewer: () => Promise<boolean>;
  /** Overwrites the stored value. */
  rewrite: () => Promise<boolean>;
  /** The same with a condition that fails. */
  rewriteInVain: () => Promise<boolean>;
  raw: () => Promise<Item | undefined>;
  /** Sets and removes attributes directly in the table. */
  alter: (set: Item, remove?: readonly string[]) => Promise<void>;
  /** Attributes without which the item cannot be read. */
  required: string[];
}

/** Keys of the table and of indexes cannot have another type. */
const KEYS = new Set([
  'account',
  'item',
  ...Object.values(INDEXES).flatMap(({ partition, sort }) => [partition, sort]),
]);

const LONG = `arn:${'ü'.repeat(1500)}`;

const MESSAGE_VALUE: StoredMessage = {
  audience: 'aws#123456789012',
  kind: 'digest',
  subject: 'findings',
  id: 'D-00000000',
  state: 'settled',
  leaseUntil: NOW,
  beganAt: NOW,
  run: { id: 'r1', now: NOW },
  content: { text: 'two findings' },
  notified: [],
};

/** As the account's own item holds it. */
function withoutTargets({ targets: _targets, ...listed }: ReturnType<typeof account>) {
  return listed;
}

/** Every entity of the registry; the suite checks that none is missing. */
export const ENTITY_CASES: readonly EntityCase[] = [
  entityCase(SKC, stored({ id: LONG, lastUsedAt: NOW }), stored({ status: 'from-the-future' })),
  entityCase(
    CHANGE,
    {
      account: 'aws#123456789012',
      skcId: indexedId(LONG),
      revision: 2,
      kinds: ['rotated'],
      observedAt: NOW,
      before: { currentVersion: 'v1' },
      after: { currentVersion: 'v2' },
    },
    {
      account: 'aws#123456789012',
      skcId: 'a',
      revision: 2,
      kinds: ['from-the-future'],
      observedAt: NOW,
      before: {},
      after: {},
    },
  ),
  entityCase(
    FINDING,
    finding({ notified: { account: { digest: 'D-1', at: NOW, state: 'open', severity: 'low' } } }),
    finding({
      rule: 'from-the-future',
      state: 'paused',
      subject: { kind: 'endpoint', id: LONG, name: 'checkout.example.com', port: 443 },
      notified: { owner: { digest: 'M-1', at: NOW, state: 'open', severity: 'low', channel: 'pager' } },
    }),
  ),
  entityCase(
    SCAN,
    {
      account: 'aws#123456789012',
      cloud: 'aws',
      location: 'eu-west-1',
      source: 'aws.kms-key',
      runId: 'r1',
      outcome: 'complete',
      listed: true,
      observedAt: NOW,
      count: 3,
      unreadRuns: 0,
      problems: [],
      scanRevision: 1,
    },
    {
      account: 'aws#123456789012',
      cloud: 'aws',
      location: 'eu-west-1',
      source: 'aws.from-the-future',
      runId: 'r1',
      outcome: 'complete',
      listed: true,
      observedAt: NOW,
      count: 3,
      unreadRuns: 0,
      problems: [],
      scanRevision: 1,
    },
  ),
  entityCase(
    LISTING_PAGE,
    {
      account: 'aws#123456789012',
      source: 'aws.kms-key',
      location: 'eu-west-1',
      page: 0,
      generation: `${NOW}.001 4`,
      keys: 'abcdefghijklm',
    },
    {
      account: 'aws#123456789012',
      source: 'aws.from-the-future',
      location: 'eu-west-1',
      page: 0,
      generation: `${NOW}.001 4`,
      keys: 'abcdefghijklm',
    },
  ),
  entityCase(
    CONTACT,
    { account: 'organisation', kind: 'inbox', address: 'Team@example.com', source: 'config', since: NOW },
    { account: 'organisation', kind: 'pager', address: '+44 1632 960000', source: 'a-directory', since: NOW },
  ),
  entityCase(
    SHARED_ADDRESS,
    {
      audience: 'contact#aaaaaaaaaaaaaaaaaaaaaaaaaa',
      kind: 'inbox',
      address: 'Team@example.com',
      source: 'config',
      since: NOW,
    },
    {
      audience: 'contact#bbbbbbbbbbbbbbbbbbbbbbbbbb',
      kind: 'pager',
      address: '+44 1632 960000',
      source: 'a-directory',
      since: NOW,
    },
  ),
  entityCase(
    MARK,
    { account: 'aws#123456789012', skcId: 'a', kind: 'owner', by: 'sam', at: NOW, value: 'team@example.com' },
    { account: 'aws#123456789012', skcId: 'a', kind: 'from-the-future', by: 'sam', at: NOW },
  ),
  entityCase(MESSAGE, MESSAGE_VALUE, { ...MESSAGE_VALUE, kind: 'from-the-future', subject: LONG }),
  entityCase(SENT_MESSAGE, MESSAGE_VALUE, { ...MESSAGE_VALUE, kind: 'from-the-future' }),
  entityCase(ACCOUNT, withoutTargets(account()), {
    ...withoutTargets(account()),
    found: {
      contacts: [{ kind: 'pager', address: '+44 1632 960000', source: 'a-directory' }],
      problems: [],
    },
  }),
  entityCase(
    TARGET_PAGE,
    {
      account: 'aws#123456789012',
      page: 0,
      groups: [{ sources: ['aws.kms-key'], locations: ['eu-west-1'] }],
    },
    {
      account: 'aws#123456789012',
      page: 0,
      groups: [{ sources: ['aws.from-the-future'], locations: ['eu-west-1'] }],
    },
  ),
  entityCase(
    RUN,
    { id: `${NOW}.001`, now: NOW, state: 'running', startedAt: NOW },
    { id: `${NOW}.001`, now: NOW, state: 'running', startedAt: NOW },
  ),
  entityCase(RUN_LOCK, { holder: 'an execution' }, { holder: 'an execution' }),
];

function entityCase<Value extends object>(kind: Entity<Value>, value: Value, newer: Value): EntityCase {
  return {
    name: kind.name,
    value,
    newer,
    on(client, table) {
      const store = openStore(tableAccess(client, table));
      const key = kind.key(value);
      return {
        store,
        get: () => store.get(kind, key),
        put: () => store.putIfAbsent(kind, value),
        putNewer: async () => {
          await store.putIfAbsent(kind, newer);
          const read = await store.get(kind, kind.key(newer));
          return JSON.stringify(read) === JSON.stringify(kind.schema.parse(newer));
        },
        rewrite: () => store.rewrite(kind, value, IF_PRESENT),
        rewriteInVain: () =>
          store.rewrite(kind, value, {
            expression: '#never = :never',
            names: { '#never': 'never' },
            values: { ':never': 1 },
          }),
        raw: () => store.access.get(key),
        alter: async (set, remove = []) => {
          await alter(client, table, { ...key }, set, remove);
        },
        required: Object.entries(kind.schema.shape).flatMap(([name, type]) =>
          type.safeParse(undefined).success || KEYS.has(name) ? [] : [name],
        ),
      };
    },
  };
}

async function alter(
  client: DynamoDBDocumentClient,
  table: string,
  key: Item,
  set: Item,
  remove: readonly string[],
): Promise<void> {
  const names = [...Object.keys(set), ...remove];
  const placeholder = (name: string) => `#a${names.indexOf(name)}`;
  const sets = Object.keys(set).map((name) => `${placeholder(name)} = :a${names.indexOf(name)}`);
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: key,
      UpdateExpression: [
        ...(sets.length === 0 ? [] : [`SET ${sets.join(', ')}`]),
        ...(remove.length === 0 ? [] : [`REMOVE ${remove.map(placeholder).join(', ')}`]),
      ].join(' '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [placeholder(name), name])),
      ...(sets.length === 0
        ? {}
        : {
            ExpressionAttributeValues: Object.fromEntries(
              Object.entries(set).map(([name, value]) => [`:a${names.indexOf(name)}`, value]),
            ),
          }),
    }),
  );
}
