import type { UserDetail } from '@aws-sdk/client-iam';
import type { AwsSession } from '../../clouds/aws/session.ts';
import { tagField, type Unread } from '../fields.ts';
import { globalRegion } from './global-region.ts';
import { pagesOf } from './pages.ts';

/** The call that lists them, which takes one call for each 1,000 users. */
export const LIST_USERS = 'iam:GetAccountAuthorizationDetails';

const PAGE = 1000;

/** An IAM user. */
export interface AccountUser {
  name: string;
  arn: string;
  tags: Record<string, string>;
  /** Why its tags could not be read. */
  tagsUnread: string | undefined;
  /** The policy that AWS attaches to the user of an exposed access key: `AWSCompromisedKeyQuarantineV3`. */
  quarantine: string | undefined;
}

/** The names of AWS's quarantine policies, in all versions (AWS managed policy reference). */
const QUARANTINE = 'AWSCompromisedKeyQuarantine';

const readings = new WeakMap<AwsSession, Promise<ReadonlyMap<string, AccountUser>>>();

/**
 * All IAM users of an account by name, with tags and attached policies. Sources of one account share the reading, which
 * lasts for one session; the next use retries a failed one. Facts: IAM API reference (GetAccountAuthorizationDetails,
 * UserDetail).
 * @throws the cloud's error.
 */
export function accountUsers(session: AwsSession): Promise<ReadonlyMap<string, AccountUser>> {
  const existing = readings.get(session);
  if (existing !== undefined) return existing;
  const reading = readUsers(session);
  readings.set(session, reading);
  reading.catch(() => readings.delete(session));
  return reading;
}

async function readUsers(session: AwsSession): Promise<ReadonlyMap<string, AccountUser>> {
  const { IAMClient, paginateGetAccountAuthorizationDetails } = await import('@aws-sdk/client-iam');
  const client = session.client(IAMClient, globalRegion(session));
  const pages = paginateGetAccountAuthorizationDetails({ client, pageSize: PAGE }, { Filter: ['User'] });
  const form = { list: 'UserDetailList', token: 'Marker', operation: LIST_USERS } as const;
  const users = new Map<string, AccountUser>();
  for await (const { entries } of pagesOf(pages, form))
    for (const entry of entries) {
      const user = userOf(entry);
      if (user !== undefined) users.set(user.name, user);
    }
  return users;
}

/** Undefined for an entry without a name: a credential that belongs to it has no tags and no flag. */
function userOf({
  UserName: name,
  Arn: arn,
  Tags,
  AttachedManagedPolicies,
}: UserDetail): AccountUser | undefined {
  if (name === undefined || arn === undefined) return undefined;
  const unread: Unread = { unknown: {} };
  return {
    name,
    arn,
    tags: tagField(Tags, unread),
    tagsUnread: unread.unknown['tags'],
    quarantine: AttachedManagedPolicies?.map(({ PolicyName }) => PolicyName).find((policy) =>
      policy?.startsWith(QUARANTINE),
    ),
  };
}
