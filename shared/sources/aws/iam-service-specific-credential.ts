import type {
  ListServiceSpecificCredentialsResponse,
  ServiceSpecificCredentialMetadata,
} from '@aws-sdk/client-iam';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { LifecycleState, Skc, StoredSkc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { Source } from '../contract.ts';
import { USER_TAGS } from './tags.ts';
import { awsConsole } from './console.ts';
import { entriesOf } from './entries.ts';
import { pagesOf } from './pages.ts';
import { dateField, detailFields, nameField, needMember, wordField, type Unread } from '../fields.ts';
import { isNotFound } from './absence.ts';
import { globalRegion } from './global-region.ts';

const PAGE = 1000;

/**
 * The services for which IAM users can have credentials: Bedrock, Keyspaces, CodeCommit, CloudWatch Logs. The list
 * for all users takes one service at a time, so services not named here are not read. Source: IAM user guide,
 * "Service-specific credentials for IAM users" and "API keys for AWS services".
 */
const SERVICES = [
  'bedrock.amazonaws.com',
  'cassandra.amazonaws.com',
  'codecommit.amazonaws.com',
  'logs.amazonaws.com',
] as const;

/** The services whose credentials can be created with an expiry. */
const API_KEYS: ReadonlySet<string> = new Set(['bedrock.amazonaws.com', 'logs.amazonaws.com']);

/**
 * Long-lived passwords and API keys of IAM users for a single service. Their values are returned only by create and
 * reset, which are both denied. They are not in the credential report, and AWS gives no last use. Facts: IAM API
 * reference (ListServiceSpecificCredentials): `ExpirationDate` is set only for API keys created with an expiry;
 * without it a credential never expires.
 */
export const iamServiceSpecificCredential: Source<AwsSession> = {
  type: 'aws.iam-service-specific-credential',
  cloud: 'aws',
  kind: 'secret',
  title: 'IAM service-specific credential',
  scope: 'global',
  traits: {
    lastUse: 'never',
    algorithm: 'not-given',
    end: 'optional',
    standing: 'by-end',
    rotation: { by: 'people' },
    deletion: 'at-once',
    tags: 'bulk',
  },
  nextSteps: {
    expired: () => 'Create its successor in IAM, move clients to it, then delete this one.',
    expiring: () => 'Create its successor in IAM and move clients to it before this one ends.',
    'rotation-overdue': () =>
      'Create a second one in IAM, move clients to it, then deactivate and delete this one.',
    'never-expires': ({ details }) =>
      API_KEYS.has(String(details['service']))
        ? 'Create a successor with an expiry in IAM, or use short-term credentials, then delete this one.'
        : 'Use temporary credentials of a role instead, then delete it in IAM.',
  },
  console: (skc) =>
    awsConsole(
      skc,
      `iam/home#/users/details/${encodeURIComponent(String(skc.details['user'] ?? ''))}?section=security_credentials`,
    ),
  permissions: [{ action: 'iam:ListServiceSpecificCredentials', use: 'list' }],
  tags: USER_TAGS,
  denied: ['iam:CreateServiceSpecificCredential', 'iam:ResetServiceSpecificCredential'],
  precise: [],

  async *list(session, reading) {
    const { target } = reading;
    for (const ServiceName of SERVICES)
      for await (const { entries } of listed(session, { AllUsers: true, ServiceName })) {
        const known = entries.length === 0 ? NONE : idsByCredential(await reading.known());
        yield entriesOf(
          entries,
          (each) => normaliseCredential(each, target, session.partition, known),
          OPERATION,
          reading,
        );
      }
  },

  async isGone(session, skc) {
    const ofUser: ServiceSpecificCredentialMetadata[] = [];
    async function ask(): Promise<void> {
      for await (const { entries } of listed(session, { UserName: String(skc.details['user']) }))
        ofUser.push(...entries);
    }
    if (await isNotFound(ask(), 'NoSuchEntityException', 'NoSuchEntity')) return true;
    return !ofUser.some((each) => each?.ServiceSpecificCredentialId === skc.details['credentialId']);
  },
};

const NONE: ReadonlyMap<unknown, string> = new Map();
const OPERATION = 'iam:ListServiceSpecificCredentials';

type Asked = { AllUsers: true; ServiceName: string } | { UserName: string };

function listed(session: AwsSession, asked: Asked) {
  return pagesOf(answers(session, asked), {
    list: 'ServiceSpecificCredentials',
    token: 'Marker',
    operation: OPERATION,
  });
}

/**
 * The SDK has no paginator for this call. A partition without the service returns an error, and has no such
 * credentials.
 */
async function* answers(
  session: AwsSession,
  asked: Asked,
): AsyncGenerator<ListServiceSpecificCredentialsResponse> {
  const { IAMClient, ListServiceSpecificCredentialsCommand } = await import('@aws-sdk/client-iam');
  const client = session.client(IAMClient, globalRegion(session));
  let marker: string | undefined;
  do {
    const input = { ...asked, MaxItems: PAGE, Marker: marker };
    let answer: ListServiceSpecificCredentialsResponse;
    try {
      answer = await client.send(new ListServiceSpecificCredentialsCommand(input));
    } catch (error) {
      if (!isWithoutService(error)) throw error;
      return;
    }
    marker = answer.IsTruncated === true ? answer.Marker : undefined;
    yield { ...answer, Marker: marker };
  } while (marker !== undefined);
}

/** The ids under which the inventory has credentials, by their own id: a user who is renamed keeps them. */
function idsByCredential(known: ReadonlyMap<string, StoredSkc>): ReadonlyMap<unknown, string> {
  const present = [...known.values()].filter(({ absentAt }) => absentAt === undefined);
  return new Map(present.map(({ id, details }) => [details['credentialId'], id]));
}

function isWithoutService(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'ServiceNotSupportedException' || error.name === 'NotSupportedService')
  );
}

const STATES: Readonly<Record<string, LifecycleState>> = {
  Active: 'active',
  Inactive: 'suspended',
  Expired: 'deactivated',
};

/**
 * Pure: converts an entry of ListServiceSpecificCredentials to an SKC; undefined for an entry without id or user.
 * @param known The ids in the inventory, by the credential's own id.
 */
export function normaliseCredential(
  credential: ServiceSpecificCredentialMetadata,
  target: Target,
  partition: string,
  known: ReadonlyMap<unknown, string> = NONE,
): Skc | undefined {
  const { ServiceSpecificCredentialId: credentialId, UserName: user } = credential;
  if (credentialId === undefined || user === undefined) return undefined;
  const unread: Unread = { unknown: {} };
  needMember(credential.Status, 'Status', unread, 'state', 'status');
  const createdAt = dateField(credential.CreateDate, 'createdAt', unread);
  if (createdAt === undefined)
    unread.unknown['versionCreatedAt'] ??= unread.unknown['createdAt'] ?? 'no CreateDate given';
  const accountId = target.account.slice(target.account.indexOf('#') + 1);
  return {
    // It has no ARN, and the list has no user path; user names are unique in an account.
    id:
      known.get(credentialId) ??
      `arn:${partition}:iam::${accountId}:user/${user}/service-specific-credential/${credentialId}`,
    kind: 'secret',
    type: 'aws.iam-service-specific-credential',
    cloud: 'aws',
    account: target.account,
    location: target.location,
    name: `${user}/${nameField(credential.ServiceCredentialAlias, nameField(credential.ServiceUserName, credentialId))}`,
    holder: `arn:${partition}:iam::${accountId}:user/${user}`,
    state: wordField(credential.Status, STATES, 'state', unread) ?? 'active',
    status: credential.Status,
    createdAt,
    expiresAt: dateField(credential.ExpirationDate, 'expiresAt', unread),
    // A reset changes the value but not this date, so the value may be newer than it seems, never older.
    versionCreatedAt: createdAt,
    details: detailFields({ user, credentialId, service: credential.ServiceName }),
    unknown: unread.unknown,
    precise: {},
  };
}
