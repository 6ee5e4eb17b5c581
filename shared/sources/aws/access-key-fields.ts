import type { AccessKeyMetadata } from '@aws-sdk/client-iam';
import type { LifecycleState, Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import { dateField, detailFields, needMember, wordField, type Unread } from '../fields.ts';
import { rowFingerprint, slotOf, withLastUse } from './access-key-slots.ts';
import type { AccountUser } from './account-users.ts';
import type { ReportRow } from './credential-report.ts';

const STATES: Readonly<Record<string, LifecycleState>> = {
  Active: 'active',
  Inactive: 'suspended',
  Expired: 'deactivated',
};

/**
 * Pure: converts an access key from ListAccessKeys and its user's report row to an SKC; undefined for a key without id.
 * @param known The ids in the inventory, by the key's own id: a key of a user who was renamed stays the same SKC.
 */
export function normaliseAccessKey(
  key: AccessKeyMetadata,
  ofUser: readonly AccessKeyMetadata[],
  row: ReportRow,
  target: Target,
  known: ReadonlyMap<unknown, string> = new Map(),
): Skc | undefined {
  if (key.AccessKeyId === undefined) return undefined;
  const unread: Unread = { unknown: {} };
  needMember(key.Status, 'Status', unread, 'state', 'status');
  const createdAt = dateField(key.CreateDate, 'createdAt', unread);
  if (createdAt === undefined)
    unread.unknown['versionCreatedAt'] ??= unread.unknown['createdAt'] ?? 'no CreateDate given';
  const skc: Skc = {
    id: known.get(key.AccessKeyId) ?? `${row['arn'] ?? ''}/access-key/${key.AccessKeyId}`,
    kind: 'secret',
    type: 'aws.iam-access-key',
    cloud: 'aws',
    account: target.account,
    location: target.location,
    name: `${row['user'] ?? ''}/${key.AccessKeyId}`,
    state: wordField(key.Status, STATES, 'state', unread) ?? 'active',
    status: key.Status,
    createdAt,
    versionCreatedAt: createdAt,
    details: detailFields({
      user: row['user'],
      accessKeyId: key.AccessKeyId,
      slot: slotOf(key, ofUser, row),
      reportRow: rowFingerprint(row),
    }),
    unknown: unread.unknown,
    precise: {},
  };
  return withLastUse(skc, row);
}

/**
 * Pure: when the successor of each key of one user was made: a newer key that is active as well. Unknown where the state
 * or the date of a key could not be read.
 */
export function withSuccessors(keys: readonly Skc[]): Skc[] {
  return keys.map((skc) => {
    const key = without(skc, 'supersededAt');
    const others = keys.filter(({ id }) => id !== key.id);
    if (others.length === 0) return key;
    if (keys.some(({ unknown }) => unknown['state'] !== undefined || unknown['createdAt'] !== undefined))
      return { ...key, unknown: { ...key.unknown, supersededAt: 'not all keys of its user could be read' } };
    const [first] = others
      .filter(({ state, createdAt = '' }) => state === 'active' && createdAt > (key.createdAt ?? ''))
      .toSorted((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? -1 : 1));
    return key.state === 'active' && first !== undefined ? { ...key, supersededAt: first.createdAt } : key;
  });
}

/**
 * Pure: AWS's own flag of an exposed key, a policy that it attaches to the user. It does not say which key of the user.
 * @param users By name; a text says why they could not be read.
 */
export function withLeak(skc: Skc, users: ReadonlyMap<string, AccountUser> | string): Skc {
  const key = without(skc, 'leakedBecause');
  if (typeof users === 'string') return { ...key, unknown: { ...key.unknown, leakedBecause: users } };
  const quarantine = users.get(String(key.details['user']))?.quarantine;
  return quarantine === undefined
    ? key
    : { ...key, leakedBecause: `AWS attached the policy ${quarantine} to its user` };
}

/** A stored key that is listed again brings the facts of its last reading. */
function without(skc: Skc, field: 'supersededAt' | 'leakedBecause'): Skc {
  const { [field]: _before, ...rest } = skc;
  const unknown = Object.entries(skc.unknown).filter(([name]) => name !== field);
  return { ...rest, unknown: Object.fromEntries(unknown) };
}
