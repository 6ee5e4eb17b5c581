import type { AccessKeyMetadata, IAMClient } from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { Skc, StoredSkc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import { listField } from '../fields.ts';
import { unlessGone } from './absence.ts';
import { normaliseAccessKey, withLeak, withSuccessors } from './access-key-fields.ts';
import { keysInRow, rowFingerprint, withLastUse } from './access-key-slots.ts';
import type { AccountUser } from './account-users.ts';
import type { ReportRow } from './credential-report.ts';
import { entriesOf } from './entries.ts';
import { globalRegion } from './global-region.ts';

const LIST_KEYS = 'iam:ListAccessKeys';
const AT_ONCE = 8;

/** What is known of an account beside the rows of its credential report. */
export interface KnownKeys {
  byUser: ReadonlyMap<string, readonly StoredSkc[]>;
  /** The ids in the inventory, by the key's own id. */
  ids: ReadonlyMap<unknown, string>;
  /** By name; a text says why they could not be read. */
  users: ReadonlyMap<string, AccountUser> | string;
}

/** The keys that the inventory has, by the name of their user and by their own id. */
export function knownKeys(stored: ReadonlyMap<string, StoredSkc>): Pick<KnownKeys, 'byUser' | 'ids'> {
  const present = [...stored.values()].filter(({ absentAt }) => absentAt === undefined);
  return {
    byUser: Map.groupBy(present, ({ details }) => String(details['user'])),
    ids: new Map(present.map(({ id, details }) => [details['accessKeyId'], id])),
  };
}

/**
 * The keys of some users. A user who is gone has none; one whose keys cannot be read costs only these: the known ones
 * stay, with an unknown state.
 * @throws the cloud's error if the keys of no user could be read.
 */
export async function keysOfUsers(
  session: AwsSession,
  rows: readonly ReportRow[],
  known: KnownKeys,
  reading: Reading,
): Promise<Skc[]> {
  const { IAMClient } = await import('@aws-sdk/client-iam');
  const client = session.client(IAMClient, globalRegion(session));
  const limit = pLimit(AT_ONCE);
  const failures: unknown[] = [];
  const problem = (error: unknown, skcs: number) => {
    failures.push(error);
    reading.problem({ ...awsFailure(error, LIST_KEYS).problem, skcs });
  };
  const read = await Promise.all(
    rows.map((row) =>
      limit(async () => {
        const before = known.byUser.get(nameIn(row)) ?? [];
        const keys = await keysOfUser(client, row, before, { known, reading, problem });
        return withSuccessors(keys).map((key) => withLeak(key, known.users));
      }),
    ),
  );
  if (failures.length > 0 && failures.length === rows.length) throw failures[0];
  return read.flat();
}

function nameIn(row: ReportRow): string {
  return row['user'] ?? '';
}

async function keysOfUser(
  client: IAMClient,
  row: ReportRow,
  before: readonly StoredSkc[],
  {
    known,
    reading,
    problem,
  }: { known: KnownKeys; reading: Reading; problem: (error: unknown, skcs: number) => void },
): Promise<Skc[]> {
  if (areUnchanged(before, row)) return before.map((skc) => withLastUse(withoutRecord(skc), row));
  try {
    const keys = await listKeys(client, nameIn(row));
    return entriesOf(
      keys,
      (key) => normaliseAccessKey(key, keys, row, reading.target, known.ids),
      LIST_KEYS,
      reading,
    );
  } catch (error) {
    problem(error, Math.max(before.length, keysInRow(row), 1));
    const { code, operation } = awsFailure(error, LIST_KEYS).problem;
    const why = `${code} on ${operation}`;
    return before.map((skc) => {
      const key = withLastUse(withoutRecord(skc), row);
      return { ...key, unknown: { ...key.unknown, state: why, status: why } };
    });
  }
}

/** A crashed run may have missed one of two keys, so their number is compared as well. */
function areUnchanged(before: readonly StoredSkc[], row: ReportRow): boolean {
  const fingerprint = rowFingerprint(row);
  if (fingerprint === undefined || before.length === 0 || before.length !== keysInRow(row)) return false;
  return before.every((skc) => skc.details['reportRow'] === fingerprint);
}

/** Without UserName the call would list the caller's keys. A user has at most two keys: one page. */
async function listKeys(client: IAMClient, user: string): Promise<readonly AccessKeyMetadata[]> {
  const { ListAccessKeysCommand } = await import('@aws-sdk/client-iam');
  const asking = client.send(new ListAccessKeysCommand({ UserName: user }));
  // The report is up to four hours old: the user may be gone by now.
  const answer = await unlessGone(asking, 'NoSuchEntityException', 'NoSuchEntity');
  if (answer === 'gone') return [];
  return listField(answer.AccessKeyMetadata, 'AccessKeyMetadata', LIST_KEYS);
}

function withoutRecord(stored: StoredSkc): Skc {
  const { revision: _r, discoveredAt: _d, changedAt: _c, absentAt: _a, ...skc } = stored;
  return skc;
}
