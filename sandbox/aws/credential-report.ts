import type { Instant } from '../../shared/model/instant.ts';
import type { AccessKeyDeclaration, EstateAccount } from '../estate/estate.ts';
import { lastHappened } from '../estate/schedule.ts';

const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
];

/** The credential report of an account as generated at `now`: CSV, the root row first. */
export function credentialReport(account: EstateAccount, now: Instant): string {
  const users = account.users.filter((user) => user.createdAt <= now && !isPast(user.deletedAt, now));
  const rows = [
    [
      '<root_account>',
      `arn:aws:iam::${account.id}:root`,
      reportDate(account.joinedAt),
      'not_supported',
      'no_information',
      'not_supported',
      'not_supported',
      'true',
      ...slots(account.rootKeys, now),
    ],
    ...users.map((user) => [
      user.name,
      `arn:aws:iam::${account.id}:user/${user.name}`,
      reportDate(user.createdAt),
      String(user.passwordUsedAt !== undefined),
      user.passwordUsedAt === undefined ? 'N/A' : reportDate(user.passwordUsedAt),
      user.passwordUsedAt === undefined ? 'N/A' : reportDate(user.createdAt),
      'N/A',
      String(user.mfa === true),
      ...slots(user.keys, now),
    ]),
  ];
  return [COLUMNS, ...rows.map((row) => [...row, 'false', 'N/A', 'false', 'N/A'])]
    .map((row) => row.map(cell).join(','))
    .join('\n');
}

/** The keys that exist at `now`, oldest first. */
export function keysAt(keys: readonly AccessKeyDeclaration[], now: Instant): AccessKeyDeclaration[] {
  return keys
    .filter((key) => key.createdAt <= now && !isPast(key.deletedAt, now))
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** Whether a key is active at `now`. */
export function isActive(key: AccessKeyDeclaration, now: Instant): boolean {
  return !isPast(key.inactiveAt, now);
}

/** Last use, rounded to 15 minutes as AWS records it. */
export function lastUsed(key: AccessKeyDeclaration, now: Instant): Instant | undefined {
  const until = key.inactiveAt !== undefined && key.inactiveAt < now ? key.inactiveAt : now;
  return lastHappened(key.uses, until);
}

function slots(keys: readonly AccessKeyDeclaration[], now: Instant): string[] {
  const existing = keysAt(keys, now);
  return [existing[0], existing[1]].flatMap((key) => {
    if (key === undefined) return ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
    const used = lastUsed(key, now);
    return [
      String(isActive(key, now)),
      reportDate(key.createdAt),
      used === undefined ? 'N/A' : reportDate(used),
      used === undefined ? 'N/A' : (key.usedRegion ?? 'us-east-1'),
      used === undefined ? 'N/A' : (key.usedService ?? 's3'),
    ];
  });
}

function isPast(at: Instant | undefined, now: Instant): boolean {
  return at !== undefined && at <= now;
}

// The report writes its dates with an offset, `2026-01-02T03:04:05+00:00`.
function reportDate(at: Instant): string {
  return at.replace('Z', '+00:00');
}

function cell(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
