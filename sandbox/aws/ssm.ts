import type { Instant } from '../../shared/model/instant.ts';
import { happened, type Schedule } from '../estate/schedule.ts';
import { page, size, text } from '../wire/input.ts';
import { isRecord } from '../wire/request.ts';
import { CloudError } from '../wire/cloud-error.ts';
import { perInstant, seconds } from './operation.ts';
import type { Operations } from './operation.ts';

declare module '../estate/estate.ts' {
  interface EstateAccount {
    parameters?: ParameterDeclaration[];
  }
}

export interface ParameterDeclaration {
  name: string;
  region: string;
  type: 'SecureString' | 'String' | 'StringList';
  createdAt: Instant;
  /** Updates after the creation at `createdAt`. */
  versions?: Schedule;
  kmsKeyId?: string;
  /** Date of an Expiration policy: the parameter is deleted then, and belongs to the advanced tier. */
  expiresAt?: Instant;
  noticeDays?: number;
  deletedAt?: Instant;
  tags?: Record<string, string>;
}

const BAD = 'ValidationException';

/** The operations of Parameter Store that read metadata. */
export const ssm: Operations = {
  DescribeParameters: (input, setting) => {
    const filters = filtersOf(input);
    const cut = page(
      parametersOf(setting).filter((each) => filters.every((filter) => filter(each))),
      text(input, 'NextToken'),
      size(input, 'MaxResults', 50, 10, BAD),
      'InvalidNextToken',
    );
    return {
      Parameters: cut.items.map((each) => wireParameter(each, setting.account.id, setting.now)),
      NextToken: cut.next,
    };
  },
};

/** The parameters of a region that exist now. */
export const parametersOf = perInstant(({ account, region, now }) =>
  (account.parameters ?? []).filter(
    (each) =>
      each.region === region &&
      each.createdAt <= now &&
      [each.expiresAt, each.deletedAt].every((end) => end === undefined || end > now),
  ),
);

type Filter = (parameter: ParameterDeclaration) => boolean;

/** Filters by type and name, which the product uses; others are rejected, as AWS rejects unknown keys. */
function filtersOf(input: Record<string, unknown>): Filter[] {
  const given: unknown = input['ParameterFilters'] ?? [];
  if (!Array.isArray(given)) throw new CloudError(BAD, 'ParameterFilters is not a list');
  return given.map((filter: unknown): Filter => {
    const values = isRecord(filter) && Array.isArray(filter['Values']) ? filter['Values'] : [];
    if (isRecord(filter) && filter['Option'] === 'Equals') {
      if (filter['Key'] === 'Type') return ({ type }) => values.includes(type);
      if (filter['Key'] === 'Name') return ({ name }) => values.includes(name);
    }
    throw new CloudError('InvalidFilterKey', "The specified key isn't valid.");
  });
}

function wireParameter(declared: ParameterDeclaration, account: string, now: Instant) {
  const versions = [declared.createdAt, ...happened(declared.versions, now)];
  return {
    Name: declared.name,
    ARN: parameterArn(declared, account),
    Type: declared.type,
    KeyId: declared.type === 'SecureString' ? (declared.kmsKeyId ?? 'alias/aws/ssm') : undefined,
    LastModifiedDate: seconds(versions.at(-1)),
    LastModifiedUser: `arn:aws:iam::${account}:root`,
    Version: versions.length,
    Tier: declared.expiresAt === undefined ? 'Standard' : 'Advanced',
    Policies: policiesOf(declared),
    DataType: 'text',
  };
}

export function parameterArn({ name, region }: ParameterDeclaration, account: string): string {
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
}

function policiesOf({ expiresAt, noticeDays }: ParameterDeclaration) {
  if (expiresAt === undefined) return [];
  const policy = (type: string, attributes: Record<string, string>, status = 'Pending') => ({
    PolicyText: JSON.stringify({ Type: type, Version: '1.0', Attributes: attributes }),
    PolicyType: type,
    PolicyStatus: status,
  });
  return [
    policy('Expiration', { Timestamp: expiresAt.replace('Z', '.000Z') }),
    ...(noticeDays === undefined
      ? []
      : [policy('ExpirationNotification', { Before: String(noticeDays), Unit: 'Days' })]),
  ];
}
