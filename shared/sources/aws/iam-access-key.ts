import { setTimeout as sleep } from 'node:timers/promises';
import type { IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSession } from '../../clouds/aws/session.ts';
import { MissingMember } from '../../clouds/incomplete-answer.ts';
import type { PreciseReading, Reading, Source } from '../contract.ts';
import { cursorText, readCursor } from '../cursor.ts';
import { dateField, listField, type Unread } from '../fields.ts';
import { unlessGone } from './absence.ts';
import { SLOTS } from './access-key-slots.ts';
import { keysOfUsers, knownKeys } from './access-keys-of-users.ts';
import { accountUsers, LIST_USERS, type AccountUser } from './account-users.ts';
import { awsConsole } from './console.ts';
import {
  BadCredentialReport,
  readCredentialReport,
  reportFlag,
  reportValue,
  type CredentialReport,
  type ReportRow,
} from './credential-report.ts';
import { refuse } from './entries.ts';
import { globalRegion } from './global-region.ts';
import { rootKeys, rootKeysPresent, rootPresence, rootRow } from './root-access-key.ts';
import { USER_TAGS } from './tags.ts';

const LAST_USED = 'iam:GetAccessKeyLastUsed';
const NO_USER = ['NoSuchEntityException', 'NoSuchEntity'] as const;
/** Users whose keys are read before a listing may pause: at most a call each. */
const USERS_PART = 40;

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
    { action: LIST_USERS, use: 'detail' },
    { action: 'iam:GetAccountSummary', use: 'verify' },
    { action: 'iam:GetAccessKeyLastUsed', use: 'verify' },
  ],
  tags: USER_TAGS,
  denied: ['iam:CreateAccessKey', 'iam:UpdateAccessKey'],

  async *list(session, reading) {
    const { IAMClient } = await import('@aws-sdk/client-iam');
    const client = session.client(IAMClient, globalRegion(session));
    const { rows, users } = await rowsOfAccount(session, client, reading);
    const after = readCursor(reading.from, cursorSchema)?.after;
    const root = rootRow(rows);
    if (after === undefined) yield await rootKeys(root, session, reading);
    const known = { ...knownKeys(await reading.known()), users };
    const withKeys = rows
      .filter((row) => row !== root && mayHaveKeys(row) && nameIn(row) > (after ?? ''))
      .toSorted((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1));
    for (let start = 0; start < withKeys.length; start += USERS_PART) {
      const part = withKeys.slice(start, start + USERS_PART);
      const last = part.at(-1);
      if (start + USERS_PART < withKeys.length && last !== undefined)
        reading.continuesAt(cursorText({ after: nameIn(last) }));
      yield await keysOfUsers(session, part, known, reading);
    }
  },

  async isGone(session, skc) {
    const { IAMClient, ListAccessKeysCommand } = await import('@aws-sdk/client-iam');
    const client = session.client(IAMClient, globalRegion(session));
    if (skc.ofRoot === true) return (await rootKeysPresent(client)) === 0;
    const asking = client.send(new ListAccessKeysCommand({ UserName: String(skc.details['user']) }));
    const answer = await unlessGone(asking, ...NO_USER);
    if (answer === 'gone') return true;
    const keys = listField(answer.AccessKeyMetadata, 'AccessKeyMetadata', 'iam:ListAccessKeys');
    return !keys.some((key) => key.AccessKeyId === skc.details['accessKeyId']);
  },

  precise: [lastUse(), rootPresence()],
};

/** The last user whose keys were read, by name. */
const cursorSchema = z.object({ after: z.string() });

function nameIn(row: ReportRow): string {
  return row['user'] ?? '';
}

/**
 * The users of an account: the rows of its credential report or, if that cannot be had, the list of users. The users
 * themselves are read for AWS's flag of exposed keys; without them it is unknown.
 */
async function rowsOfAccount(
  session: AwsSession,
  client: IAMClient,
  reading: Reading,
): Promise<{ rows: readonly ReportRow[]; users: ReadonlyMap<string, AccountUser> | string }> {
  const report = await reportOrProblem(client, reading);
  let users: ReadonlyMap<string, AccountUser>;
  try {
    users = await accountUsers(session);
  } catch (error) {
    const { problem } = awsFailure(error, LIST_USERS);
    // Without report and users nothing is known to be listed.
    if (report instanceof BadCredentialReport) throw report;
    reading.problem(problem);
    return { rows: report.rows, users: `${problem.code} on ${problem.operation}` };
  }
  if (report instanceof BadCredentialReport) {
    reading.problem({
      operation: 'iam:GetCredentialReport',
      code: report.name,
      kind: 'malformed',
      message: `${report.message} Its users are listed instead, without root and without the last use.`,
    });
    return { rows: rowsWithoutReport(users, []), users };
  }
  const { refused, rows } = report;
  for (const row of refused)
    refuse(
      reading,
      'iam:GetCredentialReport',
      `the row that begins with "${row}" cannot be assigned to columns`,
    );
  return { rows: refused.length === 0 ? rows : [...rows, ...rowsWithoutReport(users, rows)], users };
}

async function reportOrProblem(
  client: IAMClient,
  reading: Reading,
): Promise<CredentialReport | BadCredentialReport> {
  try {
    const report = await readCredentialReport(client, sleep);
    if (report.generatedAt !== undefined) reading.asOf(report.generatedAt);
    return report;
  } catch (error) {
    if (error instanceof BadCredentialReport) return error;
    throw error;
  }
}

/** Rows for the users that the report has none for: their keys are listed each time, and their last use is unknown. */
function rowsWithoutReport(users: ReadonlyMap<string, AccountUser>, rows: readonly ReportRow[]): ReportRow[] {
  const reported = new Set(rows.map(nameIn));
  return [...users.values()]
    .filter(({ name }) => !reported.has(name))
    .map(({ name: user, arn }) => ({ user, arn }));
}

function mayHaveKeys(row: ReportRow): boolean {
  return SLOTS.some(
    (slot) =>
      reportFlag(row, `access_key_${slot}_active`) !== false ||
      reportValue(row, `access_key_${slot}_last_rotated`) !== undefined,
  );
}

function lastUse(): PreciseReading<AwsSession> {
  return {
    field: 'lastUsedAt',
    why: 'The credential report is up to four hours old (IAM user guide); GetAccessKeyLastUsed is current.',
    operation: LAST_USED,
    confirms: ['unused'],
    exactForMinutes: 15,
    fields: ['lastUsedAt'],
    // The later of the report's date and the precise one is correct.
    holds: (before, now) => (before.lastUsedAt ?? '') >= (now.lastUsedAt ?? ''),
    async read(session, skc) {
      if (skc.ofRoot === true) return { lastUsedAt: skc.lastUsedAt };
      const { GetAccessKeyLastUsedCommand, IAMClient } = await import('@aws-sdk/client-iam');
      const client = session.client(IAMClient, globalRegion(session));
      const asked = { AccessKeyId: String(skc.details['accessKeyId']) };
      const answer = await unlessGone(client.send(new GetAccessKeyLastUsedCommand(asked)), ...NO_USER);
      if (answer === 'gone') return answer;
      if (answer.AccessKeyLastUsed === undefined) throw new MissingMember('AccessKeyLastUsed', LAST_USED);
      const unread: Unread = { unknown: {} };
      // A key that was never used has no date.
      const lastUsedAt = dateField(answer.AccessKeyLastUsed.LastUsedDate, 'lastUsedAt', unread);
      return Object.keys(unread.unknown).length > 0 ? { unknown: unread.unknown } : { lastUsedAt };
    },
  };
}
