import { addDays } from '../../shared/model/instant.ts';
import { CloudError, denied } from '../wire/cloud-error.ts';
import { required, size, text } from '../wire/input.ts';
import type { Operation, Operations } from './operation.ts';
import { signWebIdentity } from './web-identity.ts';

/** STS: the caller's identity, and access to the organisation's other accounts. */
export const sts: Operations = {
  GetCallerIdentity: (_input, { account, principal }) => ({
    UserId: 'AROASANDBOX:session',
    Account: account.id,
    Arn: principal,
  }),
  AssumeRole: assumeRole,
  GetWebIdentityToken: getWebIdentityToken,
};

/**
 * The access key id that it returns contains the account, and the session token the role: nothing needs to be stored,
 * and sessions survive a restart. As in AWS, a role that is missing, closed, or expects another external id returns the
 * same error.
 */
function assumeRole(...[input, { estate, principal, now }]: Parameters<Operation>) {
  const arn = required(input, 'RoleArn', 'ValidationError');
  const session = required(input, 'RoleSessionName', 'ValidationError');
  const [, id, path] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  const target = estate.accounts.find((account) => account.id === id && account.state === 'ACTIVE');
  const role = target?.roles.find((each) => each.name === path);
  if (
    target === undefined ||
    role === undefined ||
    (role.externalId ?? text(input, 'ExternalId')) !== text(input, 'ExternalId')
  )
    throw denied(
      'sts',
      `User: ${principal} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  const name = role.name.slice(role.name.lastIndexOf('/') + 1);
  return {
    Credentials: {
      AccessKeyId: `ASIA${target.id}SKCW`,
      SecretAccessKey: 'sandbox',
      SessionToken: Buffer.from(`${name}/${session}`).toString('base64url'),
      Expiration: addDays(now < wallClock() ? wallClock() : now, 1 / 24),
    },
    AssumedRoleUser: {
      AssumedRoleId: `AROASANDBOX:${session}`,
      Arn: `arn:aws:sts::${target.id}:assumed-role/${name}/${session}`,
    },
    PackedPolicySize: 0,
  };
}

/** Issues a token that identifies the calling role to another cloud. The subject is the ARN of the role, not of its session. */
function getWebIdentityToken(...[input, { account, principal }]: Parameters<Operation>) {
  // The query protocol numbers the members of a list.
  const audience = text(input, 'Audience.member.1');
  const algorithm = required(input, 'SigningAlgorithm', 'ValidationError');
  if (audience === undefined || algorithm !== 'RS256')
    throw new CloudError('ValidationError', 'Audience or SigningAlgorithm is missing or not supported');
  const seconds = size(input, 'DurationSeconds', 3600, 300, 'ValidationError');
  const role = /:assumed-role\/([^/]+)\//.exec(principal)?.[1] ?? 'sandbox';
  return {
    WebIdentityToken: signWebIdentity({
      accountId: account.id,
      roleArn: `arn:aws:iam::${account.id}:role/${role}`,
      audience,
      seconds,
    }),
    Expiration: addDays(wallClock(), seconds / 86_400),
  };
}

// Clients compare the end of a session with the machine's clock; the sandbox's clock may be far behind it.
function wallClock(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
