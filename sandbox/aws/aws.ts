import type { Estate, EstateAccount } from '../estate/estate.ts';
import type { Memory } from '../memory.ts';
import type { Outbox } from '../outbox.ts';
import { CloudError, denied, unknownOperation } from '../wire/cloud-error.ts';
import type { CloudRequest } from '../wire/request.ts';
import { account } from './account.ts';
import { acm } from './acm.ts';
import { declaredDenial } from './denials.ts';
import { iam } from './iam.ts';
import { kms } from './kms.ts';
import type { Answer, Operations } from './operation.ts';
import { organizations } from './organizations.ts';
import { secretsManager } from './secrets-manager.ts';
import { serverCertificates } from './server-certificates.ts';
import { serviceSpecificCredentials } from './service-specific-credentials.ts';
import { sns } from './sns.ts';
import { ssm } from './ssm.ts';
import { sts } from './sts.ts';
import { tagging } from './tagging.ts';
import { readsValue } from './value-reads.ts';

/** The caller that the credentials identify. */
export interface Caller {
  account: EstateAccount;
  principal: string;
}

export interface Aws {
  /** @throws {CloudError} if the credentials belong to no account of the estate. */
  caller(request: CloudRequest): Caller;
  /** Answers one request. @throws {CloudError} as the service would. */
  answer(request: CloudRequest, caller: Caller): Answer;
}

/** The AWS services of an estate. */
export function createAws(estate: Estate, memory: Memory, outbox: Outbox): Aws {
  const services: Record<string, Operations> = {
    account,
    acm,
    iam: { ...iam, ...serverCertificates, ...serviceSpecificCredentials },
    kms,
    organizations,
    secretsmanager: secretsManager,
    sns: sns(outbox),
    ssm,
    tag: tagging,
    sts,
  };
  const accounts = new Map(estate.accounts.map((each) => [each.id, each]));
  return {
    caller: (request) => readCaller(request, accounts),
    answer: (request, caller) => {
      const { service, operation, region } = request;
      if (readsValue(service, operation, request.input['KeyId'], caller.account.declaredKeys))
        throw denied(
          service,
          `User: ${caller.principal} is not authorized to perform: ${service}:${operation} with an explicit deny: the sandbox holds metadata only`,
        );
      if (!GLOBAL.has(service) && !isOpen(caller.account, region))
        throw new CloudError(
          'UnrecognizedClientException',
          'The security token included in the request is invalid.',
          service === 'sns' ? 403 : 400,
        );
      const refused = declaredDenial(caller.account, request, caller.principal);
      if (refused !== undefined) throw refused;
      const operations = services[service];
      const found =
        operations !== undefined && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (found === undefined) throw unknownOperation(service, operation);
      return found(request.input, { estate, memory, region, now: memory.kept.now, ...caller });
    },
  };
}

const GLOBAL = new Set(['sts', 'iam', 'organizations', 'account']);

/** A key id of 12 digits is the account's id; one from AssumeRole contains the account, and its token the role. */
function readCaller(request: CloudRequest, accounts: ReadonlyMap<string, EstateAccount>): Caller {
  const id = /^(?:ASIA)?(\d{12})(?:SKCW)?$/.exec(request.accessKeyId)?.[1];
  const found = id === undefined ? undefined : accounts.get(id);
  if (found === undefined || found.state !== 'ACTIVE')
    throw new CloudError(
      request.protocol === 'query' ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      403,
    );
  const session =
    request.accessKeyId.startsWith('ASIA') && request.sessionToken !== undefined
      ? Buffer.from(request.sessionToken, 'base64url').toString()
      : 'sandbox/session';
  return { account: found, principal: `arn:aws:sts::${found.id}:assumed-role/${session}` };
}

function isOpen(of: EstateAccount, region: string): boolean {
  return of.regions.some((each) => each.name === region && each.status !== 'DISABLED');
}
