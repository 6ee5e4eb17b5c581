import type { ParameterInlinePolicy, ParameterMetadata } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { Instant } from '../../model/instant.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { Source } from '../contract.ts';
import { RESOURCE_TAGS } from './tags.ts';
import { awsConsole } from './console.ts';
import { dateField, detailFields, listField, type Unread } from '../fields.ts';

/** DescribeParameters gives at most 50, and may give fewer although more follow. */
const PAGE = 50;
const SECURE_STRINGS = { Key: 'Type', Option: 'Equals', Values: ['SecureString'] };

/**
 * `SecureString` parameters of SSM Parameter Store; `String` and `StringList` hold plain settings. DescribeParameters
 * gives metadata alone: everything named `GetParameter…` gives values and is denied.
 * Facts: Systems Manager API reference (DescribeParameters, ParameterMetadata, ParameterInlinePolicy) and user guide
 * ("Assigning parameter policies"). When a parameter was last read is told nowhere.
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

  async *list(session, { target }) {
    const { paginateDescribeParameters, SSMClient } = await import('@aws-sdk/client-ssm');
    const client = session.client(SSMClient, target.location);
    const asked = { ParameterFilters: [SECURE_STRINGS] };
    for await (const page of paginateDescribeParameters({ client, pageSize: PAGE }, asked))
      yield listField(page.Parameters, 'Parameters', 'ssm:DescribeParameters').flatMap(
        (parameter) => normaliseParameter(parameter, target, session.partition) ?? [],
      );
  },

  async isGone(session, skc) {
    const { paginateDescribeParameters, SSMClient } = await import('@aws-sdk/client-ssm');
    const client = session.client(SSMClient, skc.location);
    // No call names one parameter without its value, so the list is asked for that name alone.
    const named = { Key: 'Name', Option: 'Equals', Values: [skc.name] };
    const asked = { ParameterFilters: [SECURE_STRINGS, named] };
    for await (const page of paginateDescribeParameters({ client, pageSize: PAGE }, asked))
      if (listField(page.Parameters, 'Parameters', 'ssm:DescribeParameters').length > 0) return false;
    return true;
  },
};

/** Pure: one entry of DescribeParameters as an SKC; nothing for an entry without a name. */
export function normaliseParameter(
  parameter: ParameterMetadata,
  target: Target,
  partition: string,
): Skc | undefined {
  const { Name: name, Version: version } = parameter;
  if (name === undefined) return undefined;
  const unread: Unread = { unknown: {} };
  const modifiedAt = dateField(parameter.LastModifiedDate, 'versionCreatedAt', unread);
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
    // A parameter tells the date of its newest version alone, which is its own only as long as there is one version.
    createdAt: version === 1 ? modifiedAt : undefined,
    currentVersion: version === undefined ? undefined : String(version),
    // Every write of a parameter makes a version; tags and labels leave the date alone.
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

/** A policy of a parameter; without attributes when its text could not be read. */
interface Policy {
  type: string | undefined;
  status: string | undefined;
  attributes: Record<string, string> | undefined;
}

function policiesOf(parameter: ParameterMetadata, unread: Unread): Policy[] {
  // Only advanced parameters may have policies; of them a missing list says nothing.
  if (parameter.Policies === undefined && parameter.Tier !== 'Standard')
    unread.unknown['expiresAt'] = "the cloud's answer holds no policies";
  return (parameter.Policies ?? []).map((policy) => readPolicy(policy, unread));
}

function readPolicy(policy: ParameterInlinePolicy, unread: Unread): Policy {
  const parsed = policySchema.safeParse(jsonOf(policy.PolicyText));
  const type = parsed.data?.Type ?? policy.PolicyType;
  // What cannot be read may be the one that ends it.
  if (!parsed.success && (type === undefined || type === 'Expiration'))
    unread.unknown['expiresAt'] = 'the text of its policy cannot be read';
  return { type, status: policy.PolicyStatus, attributes: parsed.data?.Attributes };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** An Expiration policy deletes the parameter at its timestamp, unless AWS could not carry it out. */
function expiryOf(
  policy: Policy | undefined,
  unread: Unread,
): { expiresAt?: Instant | undefined; destroysItself?: boolean } {
  if (policy?.attributes === undefined) return {};
  const expiresAt = dateField(policy.attributes['Timestamp'], 'expiresAt', unread);
  if (expiresAt === undefined) {
    unread.unknown['expiresAt'] ??= 'its Expiration policy holds no Timestamp';
    return {};
  }
  return { expiresAt, ...(policy.status === 'Failed' ? {} : { destroysItself: true }) };
}

/** `15 Days`, as a policy of this type says when AWS sends an event. */
function period(policies: readonly Policy[], type: string, attribute: string): string | undefined {
  const attributes = policies.find((policy) => policy.type === type)?.attributes;
  const count = attributes?.[attribute];
  return count === undefined ? undefined : `${count} ${attributes?.['Unit'] ?? ''}`.trim();
}
