import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessKeyMetadata, IAMClient } from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { LifecycleState, Skc, StoredSkc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { PreciseReading, Source } from '../contract.ts';
import { readCredentialReport, reportFlag, reportValue, type ReportRow } from './credential-report.ts';
import { dateField, detailFields, wordField, type Unread } from '../fields.ts';
import { GLOBAL_REGION } from './global-region.ts';
import { keysInRow, rowFingerprint, slotOf, SLOTS, withLastUse } from './access-key-slots.ts';
import { rootKeys, rootKeysPresent, rootPresence, rootRow } from './root-access-key.ts';
import { isNotFound } from './absence.ts';
import { USER_TAGS } from './tags.ts';
import { awsConsole } from './console.ts';

const AT_ONCE = 8;

/**
 * Access keys of IAM users and of root. The credential report covers all users in two calls, but has no key ids and
 * is up to four hours old. Ids come from ListAccessKeys, which is called only for users whose row changed. Facts:
 * IAM API reference and user guide ("Getting credential reports", "Managing access keys").
 */
export const iamAccessKey: Source<AwsSession> = {
  type: 'aws.iam-access-key',
  cloud: 'aws',
  kind: 'secret',
  title: 'IAM access key',
  scope: 'global',
  traits: {
    lastUse: 'exact',
    algorithm: 'not-given',
    end: 'never',
    standing: 'by-age',
    rotation: { by: 'people' },
    deletion: 'at-once',
    tags: 'bulk',
    isItsOwnVersion: true,
    rotationLimitDays: 90,
    rotatesBeside: true,
    severities: { unused: 'medium' },
  },
  nextSteps: {
    'rotation-overdue': () =>
      'Create a second key in IAM, move clients to it, deactivate this one, then delete it.',
    'superseded-still-active': () =>
      'Check in IAM that nothing uses this older key, deactivate it, then delete it.',
    unused: () => 'Deactivate it in IAM, wait a week to see whether anything breaks, then delete it.',
    'root-access-key': () =>
      'Sign in as root, open Security credentials, deactivate and delete the access key.',
  },
  console: (skc) =>
    awsConsole(
      skc,
      skc.ofRoot === true
        ? 'iam/home#/security_credentials'
        : `iam/home#/users/details/${encodeURIComponent(String(skc.details['user'] ?? ''))}?section=security_credentials`,
    ),
  permissions: [
    { action: 'iam:GenerateCredentialReport', use: 'list' },
    { action: 'iam:GetCredentialReport', use: 'list' },
    { action: 'iam:ListAccessKeys', use: 'list' },
    { action: 'iam:GetAccountSummary', use: 'verify' },
    { action: 'iam:GetAccessKeyLastUsed', use: 'verify' },
  ],
  tags: USER_TAGS,
  denied: ['iam:CreateAccessKey', 'iam:UpdateAccessKey'],

  async *list(session, reading) {
    const { IAMClient } = await import('@aws-sdk/client-iam');
    const client = session.client(IAMClient, GLOBAL_REGION);
    const report = await readCredentialReport(client, sleep);
    if (report.generatedAt !== undefined) reading.asOf(report.generatedAt);
    const root = rootRow(report.rows);
    yield await rootKeys(root, client, session, reading.target);

    const known = keysByUser(await reading.known());
    const withKeys = report.rows.filter((row) => row !== root && mayHaveKeys(row));
    const limit = pLimit(AT_ONCE);
    const failures: unknown[] = [];
    const read = await Promise.all(
      withKeys.map((row) =>
        limit(async () => {
          try {
            return await keysOf(client, row, known.get(row['arn'] ?? '') ?? [], reading.target);
          } catch (error) {
            failures.push(error);
            return [];
          }
        }),
      ),
    );
    yield read.flat();
    // If a user's keys could not be listed, the listing is incomplete and nothing may be marked absent.
    if (failures.length > 0) throw failures[0];
  },

  async isGone(session, skc) {
    const { IAMClient, ListAccessKeysCommand } = await import('@aws-sdk/client-iam');
    const client = session.client(IAMClient, GLOBAL_REGION);
    if (skc.ofRoot === true) return (await rootKeysPresent(client)) === 0;
    const user = String(skc.details['user']);
    const asking = client.send(new ListAccessKeysCommand({ UserName: user }));
    if (await isNotFound(asking, 'NoSuchEntityException', 'NoSuchEntity')) return true;
    const { AccessKeyMetadata: keys } = await asking;
    return !(keys ?? []).some((key) => key.AccessKeyId === skc.details['accessKeyId']);
  },

  precise: [lastUse(), rootPresence()],
};

function mayHaveKeys(row: ReportRow): boolean {
  return SLOTS.some(
    (slot) =>
      reportFlag(row, `access_key_${slot}_active`) !== false ||
      reportValue(row, `access_key_${slot}_last_rotated`) !== undefined,
  );
}

function keysByUser(known: ReadonlyMap<string, StoredSkc>): Map<string, StoredSkc[]> {
  const users = new Map<string, StoredSkc[]>();
  for (const skc of known.values()) {
    if (skc.absentAt !== undefined) continue;
    const arn = skc.id.replace(/\/access-key\/[^/]+$/, '');
    users.set(arn, [...(users.get(arn) ?? []), skc]);
  }
  return users;
}

async function keysOf(
  client: IAMClient,
  row: ReportRow,
  known: readonly StoredSkc[],
  target: Target,
): Promise<Skc[]> {
  const fingerprint = rowFingerprint(row);
  // A crashed run may have missed one of two keys, so their number is compared as well.
  const allKnown = fingerprint !== undefined && known.length > 0 && known.length === keysInRow(row);
  if (allKnown && known.every((skc) => skc.details['reportRow'] === fingerprint))
    return known.map((skc) => withLastUse(withoutRecord(skc), row));
  const { ListAccessKeysCommand } = await import('@aws-sdk/client-iam');
  // Without UserName the call would list the caller's keys. A user has at most two keys: one page.
  const { AccessKeyMetadata: keys } = await client.send(
    new ListAccessKeysCommand({ UserName: row['user'] ?? '' }),
  );
  return (keys ?? []).flatMap((key) => normaliseAccessKey(key, keys ?? [], row, target) ?? []);
}

function withoutRecord(stored: StoredSkc): Skc {
  const { revision: _r, discoveredAt: _d, changedAt: _c, absentAt: _a, ...skc } = stored;
  return skc;
}

const STATES: Readonly<Record<string, LifecycleState>> = {
  Active: 'active',
  Inactive: 'suspended',
  Expired: 'deactivated',
};

/** Pure: converts an access key from ListAccessKeys and its user's report row to an SKC. */
export function normaliseAccessKey(
  key: AccessKeyMetadata,
  ofUser: readonly AccessKeyMetadata[],
  row: ReportRow,
  target: Target,
): Skc | undefined {
  if (key.AccessKeyId === undefined) return undefined;
  const unread: Unread = { unknown: {} };
  const createdAt = dateField(key.CreateDate, 'createdAt', unread);
  if (createdAt === undefined)
    unread.unknown['versionCreatedAt'] ??= unread.unknown['createdAt'] ?? 'no CreateDate given';
  const skc: Skc = {
    id: `${row['arn'] ?? ''}/access-key/${key.AccessKeyId}`,
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

function lastUse(): PreciseReading<AwsSession> {
  return {
    field: 'lastUsedAt',
    why: 'The credential report is up to four hours old (IAM user guide); GetAccessKeyLastUsed is current.',
    operation: 'iam:GetAccessKeyLastUsed',
    confirms: ['unused'],
    fields: ['lastUsedAt'],
    // The later of the report's date and the precise one is correct.
    holds: (before, now) => (before.lastUsedAt ?? '') >= (now.lastUsedAt ?? ''),
    async read(session, skc) {
      if (skc.ofRoot === true) return { lastUsedAt: skc.lastUsedAt };
      const { GetAccessKeyLastUsedCommand, IAMClient } = await import('@aws-sdk/client-iam');
      const client = session.client(IAMClient, GLOBAL_REGION);
      const { AccessKeyLastUsed } = await client.send(
        new GetAccessKeyLastUsedCommand({ AccessKeyId: String(skc.details['accessKeyId']) }),
      );
      const unread: Unread = { unknown: {} };
      const lastUsedAt = dateField(AccessKeyLastUsed?.LastUsedDate, 'lastUsedAt', unread);
      return Object.keys(unread.unknown).length > 0 ? { unknown: unread.unknown } : { lastUsedAt };
    },
  };
}
