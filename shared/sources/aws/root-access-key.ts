import type { IAMClient } from '@aws-sdk/client-iam';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSession } from '../../clouds/aws/session.ts';
import { MissingMember } from '../../clouds/incomplete-answer.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { PreciseReading, Reading } from '../contract.ts';
import { dateField, type Unread } from '../fields.ts';
import { SLOTS, withLastUse } from './access-key-slots.ts';
import { reportFlag, reportValue, type ReportRow } from './credential-report.ts';
import { globalRegion } from './global-region.ts';

const ROOT = '<root_account>';
const SUMMARY = 'iam:GetAccountSummary';

/**
 * Root's access keys, from its row of the credential report or, if that lacks them, from the account summary. If that
 * cannot be read either, they are not listed; the reading has the problem.
 */
export async function rootKeys(
  row: ReportRow | undefined,
  session: AwsSession,
  reading: Pick<Reading, 'target' | 'problem'>,
): Promise<Skc[]> {
  if (row !== undefined && coversRootKeys(row)) return keysInReport(row, session, reading.target);
  try {
    return await rootWithoutRow(session, reading.target);
  } catch (error) {
    reading.problem({ ...awsFailure(error, SUMMARY).problem, skcs: 1 });
    return [];
  }
}

export function rootRow(rows: readonly ReportRow[]): ReportRow | undefined {
  return rows.find((row) => row['user'] === ROOT);
}

function keysInReport(row: ReportRow, session: AwsSession, target: Target): Skc[] {
  return SLOTS.filter((slot) => reportFlag(row, `access_key_${slot}_active`) === true).map((slot) => {
    const unread: Unread = { unknown: {} };
    const createdAt = dateField(reportValue(row, `access_key_${slot}_last_rotated`), 'createdAt', unread);
    const key = rootKey(session, target, slot);
    return withLastUse({ ...key, createdAt, versionCreatedAt: createdAt, unknown: unread.unknown }, row);
  });
}

function coversRootKeys(row: ReportRow): boolean {
  return SLOTS.every((slot) => reportFlag(row, `access_key_${slot}_active`) !== undefined);
}

/** Reads root's keys from the account summary if the report lacks root's row or its columns. */
async function rootWithoutRow(session: AwsSession, target: Target): Promise<Skc[]> {
  const { IAMClient } = await import('@aws-sdk/client-iam');
  if ((await rootKeysPresent(session.client(IAMClient, globalRegion(session)))) === 0) return [];
  const why = 'the credential report does not say';
  const key = rootKey(session, target, 1);
  return [{ ...key, unknown: { createdAt: why, versionCreatedAt: why, lastUsedAt: why } }];
}

function rootKey(session: AwsSession, target: Target, slot: number): Skc {
  return {
    id: `arn:${session.partition}:iam::${session.accountId}:root/access-key/${slot}`,
    kind: 'secret',
    type: 'aws.iam-access-key',
    cloud: 'aws',
    account: target.account,
    location: target.location,
    name: `root/access key ${slot}`,
    state: 'active',
    ofRoot: true,
    privileged: true,
    details: { slot },
    unknown: {},
    precise: {},
  };
}

/**
 * The current number of root's access keys.
 * @throws the cloud's error, or an error if AWS did not return the number.
 */
export async function rootKeysPresent(client: IAMClient): Promise<number> {
  const { GetAccountSummaryCommand } = await import('@aws-sdk/client-iam');
  const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
  const present = SummaryMap?.['AccountAccessKeysPresent'];
  if (present === undefined) throw new MissingMember('AccountAccessKeysPresent', SUMMARY);
  return present;
}

/** Whether root's access key still exists. */
export function rootPresence(): PreciseReading<AwsSession> {
  return {
    field: 'privileged',
    why: 'The credential report is up to four hours old; GetAccountSummary shows the current number of root access keys.',
    operation: SUMMARY,
    confirms: ['root-access-key'],
    fields: ['privileged'],
    // A confirmed key stays confirmed while the report lists it. Absence is checked again, since a new key may have
    // been created.
    holds: (before) => before.privileged === true,
    async read(session) {
      const { IAMClient } = await import('@aws-sdk/client-iam');
      const client = session.client(IAMClient, globalRegion(session));
      return { privileged: (await rootKeysPresent(client)) > 0 };
    },
  };
}
