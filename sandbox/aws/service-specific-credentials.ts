import { addDays, type Instant } from '../../shared/model/instant.ts';
import { CloudError } from '../wire/cloud-error.ts';
import { flag, page, size, text } from '../wire/input.ts';
import type { Operations, Setting } from './operation.ts';

declare module '../estate/estate.ts' {
  interface UserDeclaration {
    serviceCredentials?: ServiceCredentialDeclaration[];
  }
}

/** A password or API key of a user for one service. */
export interface ServiceCredentialDeclaration {
  id: string;
  service: 'bedrock' | 'cassandra' | 'codecommit' | 'logs';
  createdAt: Instant;
  /** API keys only: lifetime in days; undefined: it never expires. */
  ageDays?: number;
  inactiveAt?: Instant;
  deletedAt?: Instant;
}

const BAD = 'ValidationError';

/** IAM's list of service-specific credentials: of one user, or of all users and one service. */
export const serviceSpecificCredentials: Operations = {
  ListServiceSpecificCredentials: (input, setting) => {
    const service = text(input, 'ServiceName');
    const user = text(input, 'UserName');
    const allUsers = flag(input, 'AllUsers');
    if (allUsers && user !== undefined)
      throw new CloudError(BAD, 'AllUsers cannot be specified together with UserName');
    if (allUsers && service === undefined)
      throw new CloudError(BAD, 'ServiceName must be specified with AllUsers');
    if (service !== undefined && !SERVICES.has(service))
      throw new CloudError(
        'NotSupportedService',
        `The service ${service} does not support service-specific credentials.`,
        404,
      );
    const all = credentialsOf(setting, allUsers ? undefined : user).filter(
      (each) => service === undefined || each.ServiceName === service,
    );
    const cut = page(all, text(input, 'Marker'), size(input, 'MaxItems', 1000, 100, BAD), BAD);
    return {
      ServiceSpecificCredentials: cut.items,
      IsTruncated: cut.next !== undefined,
      Marker: cut.next,
    };
  },
};

const SERVICES = new Set(
  ['bedrock', 'cassandra', 'codecommit', 'logs'].map((each) => `${each}.amazonaws.com`),
);

function credentialsOf({ account, now }: Setting, of: string | undefined) {
  const users = account.users.filter(
    (user) => (of === undefined || user.name === of) && user.createdAt <= now && !isPast(user.deletedAt, now),
  );
  if (of !== undefined && users.length === 0)
    throw new CloudError('NoSuchEntity', `The user with name ${of} cannot be found.`, 404);
  return users.flatMap((user) =>
    (user.serviceCredentials ?? [])
      .filter((each) => each.createdAt <= now && !isPast(each.deletedAt, now))
      .map((each) => wireCredential(each, user.name, account.id, now)),
  );
}

function wireCredential(each: ServiceCredentialDeclaration, user: string, account: string, now: Instant) {
  const endsAt = each.ageDays === undefined ? undefined : addDays(each.createdAt, each.ageDays);
  const isKey = each.service === 'bedrock' || each.service === 'logs';
  return {
    UserName: user,
    Status: isPast(endsAt, now) ? 'Expired' : isPast(each.inactiveAt, now) ? 'Inactive' : 'Active',
    ServiceUserName: isKey ? undefined : `${user}-at-${account}`,
    ServiceCredentialAlias: isKey ? `${user}-at-${account}-${each.id.slice(-4)}` : undefined,
    CreateDate: each.createdAt,
    ExpirationDate: endsAt,
    ServiceSpecificCredentialId: each.id,
    ServiceName: `${each.service}.amazonaws.com`,
  };
}

function isPast(at: Instant | undefined, now: Instant): boolean {
  return at !== undefined && at <= now;
}
