import * as z from 'zod';
import type { RefusedEntry } from '../../clouds/azure/pages.ts';
import { queryResources } from '../../clouds/azure/resource-graph.ts';
import { InvalidAzureAnswer } from '../../clouds/azure/rest.ts';
import type { AzureSession } from '../../clouds/azure/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import { dateField, detailFields, type Unread } from '../fields.ts';
import { refusedProblem, reportRefused } from './refused-entries.ts';
import { tagsSchema } from './vault-list.ts';
import type { AzureSource } from './azure-source.ts';
import { azurePortal, inItsCloud } from './portal.ts';

const READ = 'Microsoft.Storage/storageAccounts/read';

/**
 * Source of the property names: Azure Storage resource provider reference (`keyCreationTime`, `keyPolicy`,
 * `allowSharedKeyAccess`). Shared keys are allowed by default.
 */
const QUERY = `Resources
| where type =~ 'microsoft.storage/storageaccounts'
| project id, name, type, location, subscriptionId, tags, key1=tostring(properties.keyCreationTime.key1), key2=tostring(properties.keyCreationTime.key2), policyDays=toint(properties.keyPolicy.keyExpirationPeriodInDays), sharedKey=tobool(properties.allowSharedKeyAccess), created=tostring(properties.creationTime)
| order by id asc`;

const rowSchema = z.object({
  id: z.string().min(1).toLowerCase(),
  name: z.string().min(1),
  location: z.string().optional().catch(undefined),
  tags: tagsSchema,
  key1: z.string().optional(),
  key2: z.string().optional(),
  policyDays: z.number().optional().catch(undefined),
  sharedKey: z.union([z.boolean(), z.number()]).optional(),
  created: z.string().optional(),
});
type Row = z.output<typeof rowSchema>;

/**
 * The two keys of every storage account. Each grants full access to the account and never expires. Resource Graph
 * returns their creation dates, a thousand accounts per call; the keys themselves are never listed.
 */
export const storageAccountKey: AzureSource = {
  type: 'azure.storage-account-key',
  cloud: 'azure',
  kind: 'secret',
  title: 'Storage account key',
  scope: 'global',
  traits: {
    lastUse: 'never',
    algorithm: 'not-given',
    end: 'never',
    standing: 'by-age',
    rotation: { by: 'people' },
    deletion: 'at-once',
    tags: 'listing',
    rotationLimitDays: 90,
  },
  nextSteps: {
    'rotation-overdue': () =>
      'Move clients to the other key, then regenerate this one. Better: disable shared-key access.',
  },
  console: (skc) => azurePortal(skc, `/resource${String(skc.details['storageAccountId'] ?? '')}/keys`),
  per: 'subscription',
  permissions: [{ action: READ, use: 'list' }],
  denied: [
    'Microsoft.Storage/storageAccounts/listKeys/action',
    'Microsoft.Storage/storageAccounts/regenerateKey/action',
    'Microsoft.Storage/storageAccounts/listAccountSas/action',
    'Microsoft.Storage/storageAccounts/listServiceSas/action',
  ],
  precise: [],

  async *list(session, reading) {
    for await (const rows of accounts(session, reportRefused(reading, READ)))
      yield rows
        .flatMap((row) => [normaliseStorageKey(row, 1, reading), normaliseStorageKey(row, 2, reading)])
        .map((skc) => inItsCloud(skc, session.endpoints));
  },

  async isGone(session, skc) {
    const account = String(skc.details['storageAccountId']).toLowerCase();
    const refused: RefusedEntry[] = [];
    for await (const rows of accounts(session, (odd) => refused.push(...odd)))
      if (rows.some(({ id }) => id === account)) return false;
    // It may be the one in question.
    if (refused.length > 0)
      throw new InvalidAzureAnswer(refusedProblem(READ, refused).message, { permission: READ });
    return true;
  },
};

function accounts(
  session: AzureSession,
  refused: (rows: readonly RefusedEntry[]) => void,
): AsyncGenerator<Row[]> {
  return queryResources(session.manager, {
    query: QUERY,
    row: rowSchema,
    subscriptions: [session.accountId],
    refused,
  });
}

/** Pure: converts one of a storage account's two keys to an SKC. */
export function normaliseStorageKey(row: Row, slot: 1 | 2, { target }: Pick<Reading, 'target'>): Skc {
  const unread: Unread = { unknown: {} };
  const madeAt = slot === 1 ? row.key1 : row.key2;
  // Keys created before Azure recorded dates have none until they are regenerated.
  if (madeAt === undefined || madeAt === '')
    unread.unknown['versionCreatedAt'] =
      'Azure has no date for this key: it was created before Azure recorded dates and has not been regenerated since';
  const given = (text: string | undefined) => (text === '' ? undefined : text);
  return {
    id: `${row.id}/keys/key${slot}`,
    kind: 'secret',
    type: 'azure.storage-account-key',
    cloud: 'azure',
    account: target.account,
    location: target.location,
    name: `${row.name}/key${slot}`,
    state: row.sharedKey === false || row.sharedKey === 0 ? 'suspended' : 'active',
    status: row.sharedKey === false || row.sharedKey === 0 ? 'shared key access is off' : 'enabled',
    createdAt: dateField(given(row.created), 'createdAt', unread),
    versionCreatedAt: dateField(given(madeAt), 'versionCreatedAt', unread),
    ...(row.policyDays === undefined ? {} : { rotationPeriodDays: row.policyDays }),
    privileged: true,
    tags: row.tags ?? {},
    details: detailFields({
      storageAccountId: row.id,
      region: row.location,
      keyPolicyDays: row.policyDays,
    }),
    unknown: unread.unknown,
    precise: {},
  };
}
