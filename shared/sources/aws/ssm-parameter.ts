import type { ParameterInlinePolicy, ParameterMetadata, ParameterStringFilter } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { Instant } from '../../model/instant.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { Source } from '../contract.ts';
import { RESOURCE_TAGS } from './tags.ts';
import { awsConsole } from './console.ts';
import { entriesOf } from './entries.ts';
import { pagesOf } from './pages.ts';
import { dateField, detailFields, needMember, type Unread } from '../fields.ts';
import { valueOfJson } from '../../model/json-text.ts';

/** Maximum page size of DescribeParameters; a page may have fewer although more follow. */
const PAGE = 50;
const SECURE_STRINGS = { Key: 'Type', Option: 'Equals', Values: ['SecureString'] };

/**
 * `SecureString` parameters of SSM Parameter Store; `String` and `StringList` are plain settings.
 * DescribeParameters returns only metadata; all `GetParameter…` calls return values and are denied. Facts: Systems
 * Manager API reference (DescribeParameters, ParameterMetadata, ParameterInlinePolicy) and user guide ("Assigning
 * parameter policies"). AWS does not record when a parameter was last read.
 */
export const ssmParameter: Source<AwsSession> = {
  type: 'aws.ssm-parameter',
  cloud: 'aws',
  kind: 'secret',
  title: 'SSM SecureString parameter',
  scope: 'regional',
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
    expired: ({ location }) =>
      `Write it again in Parameter Store in ${location}, with a later Expiration policy.`,
    expiring: ({ location }) =>
      `Write it again in Parameter Store in ${location}, with a later Expiration policy.`,
    'rotation-overdue': ({ location }) =>
      `Write a new value in Parameter Store in ${location}, and have its readers load it.`,
    'never-expires': ({ location }) =>
      `Move it to Secrets Manager in ${location} with rotation, or add an Expiration policy.`,
  },
  console: (skc) =>
    awsConsole(
      skc,
      `systems-manager/parameters/${encodeURIComponent(skc.name)}/description?region=${skc.location}`,
    ),
  permissions: [{ action: 'ssm:DescribeParameters', use: 'list' }],
  tags: RESOURCE_TAGS,
  denied: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath', 'ssm:GetParameterHistory'],
  precise: [],

  async *list(session, reading) {
    const { target } = reading;
    for await (const { entries } of await listed(session, target.location, [SECURE_STRINGS]))
      yield entriesOf(
        entries,
        (parameter) => normaliseParameter(parameter, target, session.partition),
        OPERATION,
        reading,
      );
  },

  async isGone(session, skc) {
    // The only calls for a single parameter return its value, so the list is filtered by name instead.
    const named = { Key: 'Name', Option: 'Equals', Values: [skc.name] };
    for await (const { entries } of await listed(session, skc.location, [SECURE_STRINGS, named]))
      if (entries.length > 0) return false;
    return true;
  },
};

const OPERATION = 'ssm:DescribeParameters';

async function listed(session: AwsSession, region: string, filters: ParameterStringFilter[]) {
  const { paginateDescribeParameters, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = session.client(SSMClient, region);
  const pages = paginateDescribeParameters({ client, pageSize: PAGE }, { ParameterFilters: filters });
  return pagesOf(pages, { list: 'Parameters', token: 'NextToken', operation: OPERATION });
}

/** Pure: converts an entry of DescribeParameters to an SKC; undefined for an entry without a name. */
export function normaliseParameter(
  parameter: ParameterMetadata,
  target: Target,
  partition: string,
): Skc | undefined {
  const { Name: name, Version: version } = parameter;
  if (name === undefined || name === '') return undefined;
  const unread: Unread = { unknown: {} };
  const modifiedAt = dateField(parameter.LastModifiedDate, 'versionCreatedAt', unread);
  needMember(parameter.LastModifiedDate, 'LastModifiedDate', unread, 'versionCreatedAt');
  const policies = policiesOf(parameter, unread);
  const expiry = policies.find(({ type }) => type === 'Expiration');
  return {
    id: parameter.ARN ?? arnOf(name, target, partition),
    kind: 'secret',
    type: 'aws.ssm-parameter',
    cloud: 'aws',
    account: target.account,
    location: target.location,
    name,
    state: 'active',
    // Only the date of the newest version is known, which is the creation date if there is a single version.
    createdAt: version === 1 ? modifiedAt : undefined,
    currentVersion: version === undefined ? undefined : String(version),
    // Every write creates a version; changes to tags and labels do not change the date.
    versionCreatedAt: modifiedAt,
    ...expiryOf(expiry, unread),
    details: detailFields({
      kmsKeyId: parameter.KeyId,
      tier: parameter.Tier,
      expiryNotice: period(policies, 'ExpirationNotification', 'Before'),
      noChangeNotice: period(policies, 'NoChangeNotification', 'After'),
    }),
    unknown: unread.unknown,
    precise: {},
  };
}

function arnOf(name: string, { account, location }: Target, partition: string): string {
  const accountId = account.slice(account.indexOf('#') + 1);
  return `arn:${partition}:ssm:${location}:${accountId}:parameter/${name.replace(/^\//, '')}`;
}

const policySchema = z.object({
  Type: z.string(),
  Attributes: z.record(z.string(), z.string()).default({}),
});

/** A parameter policy; without attributes if its text could not be parsed. */
interface Policy {
  type: string | undefined;
  status: string | undefined;
  attributes: Record<string, string> | undefined;
}

function policiesOf(parameter: ParameterMetadata, unread: Unread): Policy[] {
  // Only advanced parameters can have policies; for them a missing list proves nothing.
  if (parameter.Policies === undefined && parameter.Tier !== 'Standard')
    unread.unknown['expiresAt'] = 'the response has no policies';
  return (parameter.Policies ?? []).map((policy) => readPolicy(policy, unread));
}

function readPolicy(policy: ParameterInlinePolicy, unread: Unread): Policy {
  const parsed = policySchema.safeParse(valueOfJson(policy.PolicyText ?? ''));
  const type = parsed.data?.Type ?? policy.PolicyType;
  // The unreadable policy may be the Expiration policy.
  if (!parsed.success && (type === undefined || type === 'Expiration'))
    unread.unknown['expiresAt'] = 'the text of its policy cannot be parsed';
  return { type, status: policy.PolicyStatus, attributes: parsed.data?.Attributes };
}

/** An Expiration policy deletes the parameter at its timestamp, unless its execution failed. */
function expiryOf(
  policy: Policy | undefined,
  unread: Unread,
): { expiresAt?: Instant | undefined; destroysItself?: boolean } {
  if (policy?.attributes === undefined) return {};
  const expiresAt = dateField(policy.attributes['Timestamp'], 'expiresAt', unread);
  if (expiresAt === undefined) {
    unread.unknown['expiresAt'] ??= 'its Expiration policy has no Timestamp';
    return {};
  }
  return { expiresAt, ...(policy.status === 'Failed' ? {} : { destroysItself: true }) };
}

/** When AWS sends an event under a policy of this type: `15 Days`. */
function period(policies: readonly Policy[], type: string, attribute: string): string | undefined {
  const attributes = policies.find((policy) => policy.type === type)?.attributes;
  const count = attributes?.[attribute];
  return count === undefined ? undefined : `${count} ${attributes?.['Unit'] ?? ''}`.trim();
}
