import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import type { AwsSession } from '../../clouds/aws/session.ts';
import { addDays, type Instant } from '../../model/instant.ts';
import type { LifecycleState, Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { PreciseReading, Source } from '../contract.ts';
import {
  dateField,
  detailFields,
  listField,
  nameField,
  needMember,
  tagField,
  type Unread,
} from '../fields.ts';
import { isNotFound, unlessGone } from './absence.ts';
import { entriesOf } from './entries.ts';
import { pagesOf } from './pages.ts';
import { rotationPeriodDays, rotationWindowHours } from './rotation-schedule.ts';
import { awsConsole } from './console.ts';

const PAGE = 100;
const SHORTEST_RECOVERY_DAYS = 7;
const LIST = 'secretsmanager:ListSecrets';
const LIST_VERSIONS = 'secretsmanager:ListSecretVersionIds';
const NOT_FOUND = 'ResourceNotFoundException';

/**
 * Secrets of AWS Secrets Manager.
 * Facts: Secrets Manager API reference (ListSecrets, ListSecretVersionIds) and user guide (rotation, replication).
 */
export const secretsManagerSecret: Source<AwsSession> = {
  type: 'aws.secrets-manager-secret',
  cloud: 'aws',
  kind: 'secret',
  title: 'Secrets Manager secret',
  scope: 'regional',
  traits: {
    // LastAccessedDate is truncated to the day.
    lastUse: 'day',
    algorithm: 'not-given',
    end: 'never',
    standing: 'by-end',
    rotation: { by: 'schedule' },
    // A recovery window of at least 7 days, unless the deletion is forced.
    deletion: { shortestDelayDays: SHORTEST_RECOVERY_DAYS },
    tags: 'listing',
  },
  nextSteps: {
    'rotation-failed': ({ location, ownedBy }) =>
      ownedBy === undefined
        ? `Open Secrets Manager in ${location}, read the rotation function's log, then rotate it.`
        : `Open the service that owns it in ${location} and find out why it does not rotate.`,
    'rotation-overdue': ({ location, rotationEnabled }) =>
      rotationEnabled === true
        ? `Open Secrets Manager in ${location} and shorten its rotation schedule.`
        : `Store a new value in Secrets Manager in ${location}, or configure automatic rotation.`,
    'never-expires': ({ location }) =>
      `Open Secrets Manager in ${location} and configure rotation, or delete it if unused.`,
    unused: ({ location }) => `Ask its owner, then schedule its deletion in Secrets Manager in ${location}.`,
    'pending-deletion': ({ location }) =>
      `If anything still needs it, open Secrets Manager in ${location} and cancel the deletion.`,
  },
  console: (skc) =>
    awsConsole(skc, `secretsmanager/secret?name=${encodeURIComponent(skc.name)}&region=${skc.location}`),
  permissions: [
    { action: 'secretsmanager:ListSecrets', use: 'list' },
    { action: 'secretsmanager:ListSecretVersionIds', use: 'verify' },
    { action: 'secretsmanager:DescribeSecret', use: 'absence' },
  ],
  denied: ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'],

  async *list(session, reading) {
    const { paginateListSecrets, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const { target, now } = reading;
    const client = session.client(SecretsManagerClient, target.location);
    // Secrets scheduled for deletion are omitted by default.
    const pages = paginateListSecrets({ client, pageSize: PAGE }, { IncludePlannedDeletion: true });
    const form = { list: 'SecretList', token: 'NextToken', operation: LIST } as const;
    for await (const { entries } of pagesOf(pages, form))
      yield entriesOf(entries, (entry) => normaliseSecret(entry, target, now), LIST, reading);
  },

  async isGone(session, skc) {
    const { DescribeSecretCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = session.client(SecretsManagerClient, skc.location);
    return isNotFound(client.send(new DescribeSecretCommand({ SecretId: skc.id })), NOT_FOUND);
  },

  precise: [versionDate()],
};

/** Pure: converts an entry of ListSecrets to an SKC; undefined for an entry without ARN. */
export function normaliseSecret(entry: SecretListEntry, target: Target, now: Instant): Skc | undefined {
  if (entry.ARN === undefined) return undefined;
  const unread: Unread = { unknown: {} };
  needMember(entry.CreatedDate, 'CreatedDate', unread, 'createdAt');
  const rules = entry.RotationRules;
  const rotates = entry.RotationEnabled === true;
  return {
    id: entry.ARN,
    kind: 'secret',
    type: 'aws.secrets-manager-secret',
    cloud: 'aws',
    account: target.account,
    location: target.location,
    name: nameField(entry.Name, entry.ARN),
    state: stateOf(entry),
    createdAt: dateField(entry.CreatedDate, 'createdAt', unread),
    currentVersion: currentVersion(entry.SecretVersionsToStages),
    rotationEnabled: rotates,
    rotationPending: isRotationPending(entry.SecretVersionsToStages) ? true : undefined,
    // Rotation rules remain after rotation is turned off, so they are used only while it is on.
    rotationPeriodDays: rotates ? rotationPeriodDays(rules) : undefined,
    rotationWindowHours: rotates ? rotationWindowHours(rules) : undefined,
    lastRotatedAt: dateField(entry.LastRotatedDate, 'lastRotatedAt', unread),
    rotationDueAt: rotates ? dateField(entry.NextRotationDate, 'rotationDueAt', unread) : undefined,
    lastUsedAt: dateField(entry.LastAccessedDate, 'lastUsedAt', unread),
    ...deletionOf(dateField(entry.DeletedDate, 'deletionDueAt', unread), now),
    replicated: entry.PrimaryRegion === undefined ? undefined : true,
    replicaOf: primaryOf(entry, target.location),
    ownedBy: entry.OwningService,
    tags: tagField(entry.Tags, unread),
    details: detailFields({
      kmsKeyId: entry.KmsKeyId,
      rotationLambda: entry.RotationLambdaARN,
      versions: Object.keys(entry.SecretVersionsToStages ?? {}).length || undefined,
    }),
    unknown: unread.unknown,
    precise: {},
    ...firstVersion(entry, now),
  };
}

/** Creating a secret with its first version takes less. */
const CREATION_MS = 60_000;

/**
 * A secret that was never changed since it was made (`LastChangedDate`: "the last date and time that this secret was
 * modified in any way", ListSecrets) still has its first version. Any later `LastChangedDate` proves nothing.
 */
function firstVersion(
  entry: SecretListEntry,
  now: Instant,
): Partial<Pick<Skc, 'versionCreatedAt' | 'precise'>> {
  const { CreatedDate: created, LastChangedDate: changed } = entry;
  if (created === undefined || changed === undefined) return {};
  if (currentVersion(entry.SecretVersionsToStages) === undefined) return {};
  // The date of a replica is that of the copy, not of what it holds.
  if (entry.PrimaryRegion !== undefined) return {};
  if (!(Math.abs(changed.getTime() - created.getTime()) <= CREATION_MS)) return {};
  const versionCreatedAt = dateField(created, 'versionCreatedAt', { unknown: {} });
  return versionCreatedAt === undefined ? {} : { versionCreatedAt, precise: { versionCreatedAt: now } };
}

/**
 * Interprets `DeletedDate`. According to the reference of DescribeSecret it is the date for which deletion is
 * scheduled; according to ListSecrets, the date on which deletion was requested. A future date can only be the
 * former. A past date is treated as the latter: deletion follows after a recovery window of 7 to 30 days, of which
 * the shortest is assumed.
 */
function deletionOf(
  date: Instant | undefined,
  now: Instant,
): Pick<Skc, 'deletionDueAt' | 'deletionScheduledAt'> {
  if (date === undefined) return {};
  if (date > now) return { deletionDueAt: date };
  return { deletionScheduledAt: date, deletionDueAt: addDays(date, SHORTEST_RECOVERY_DAYS) };
}

function stateOf(entry: SecretListEntry): LifecycleState {
  return entry.DeletedDate === undefined ? 'active' : 'deactivated';
}

/** Id of the version with the stage AWSCURRENT. */
function currentVersion(stages: Record<string, string[]> | undefined): string | undefined {
  return Object.entries(stages ?? {}).find(([, names]) => names.includes('AWSCURRENT'))?.[0];
}

/**
 * Whether a rotation broke off: a version is left with the stage AWSPENDING alone. Beside AWSCURRENT it is harmless.
 * Source: Secrets Manager user guide, "Troubleshoot rotation".
 */
function isRotationPending(stages: Record<string, string[]> | undefined): boolean {
  return Object.values(stages ?? {}).some((names) => names.length === 1 && names[0] === 'AWSPENDING');
}

/** A replica has its primary's region in `PrimaryRegion`, and the same ARN except for the region. */
function primaryOf(entry: SecretListEntry, location: string): string | undefined {
  if (entry.PrimaryRegion === undefined || entry.PrimaryRegion === location || entry.ARN === undefined)
    return undefined;
  const parts = entry.ARN.split(':');
  parts[3] = entry.PrimaryRegion;
  return parts.join(':');
}

/** The date of the current version, which no bulk call returns. */
function versionDate(): PreciseReading<AwsSession> {
  return {
    field: 'versionCreatedAt',
    why:
      'ListSecrets does not return the date of the current version; LastChangedDate changes when a tag or a description is ' +
      'edited (Secrets Manager user guide), so it does not show the age of the value.',
    confirms: ['rotation-overdue'],
    fields: ['versionCreatedAt'],
    // The date of a version never changes.
    holds: (before, now) =>
      before.currentVersion !== undefined && before.currentVersion === now.currentVersion,
    async read(session, skc) {
      const { ListSecretVersionIdsCommand, SecretsManagerClient } =
        await import('@aws-sdk/client-secrets-manager');
      const client = session.client(SecretsManagerClient, skc.location);
      // Versions without a stage are omitted by default, so the current one is on the first page.
      const answer = await unlessGone(
        client.send(new ListSecretVersionIdsCommand({ SecretId: skc.id, MaxResults: PAGE })),
        NOT_FOUND,
      );
      if (answer === 'gone') return answer;
      const versions = listField(answer.Versions, 'Versions', LIST_VERSIONS);
      const current = versions.find((version) => version.VersionStages?.includes('AWSCURRENT'));
      const unread: Unread = { unknown: {} };
      const versionCreatedAt = dateField(current?.CreatedDate, 'versionCreatedAt', unread);
      if (versionCreatedAt !== undefined) return { versionCreatedAt };
      return {
        unknown: {
          versionCreatedAt: unread.unknown['versionCreatedAt'] ?? 'no version has the stage AWSCURRENT',
        },
      };
    },
  };
}
