import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { STSClient } from '@aws-sdk/client-sts';
import { accountKey, type AccountKey } from '../../model/account.ts';
import type { Calls } from '../calls.ts';
import { clientConfig, countCalls, type AwsClient, type AwsClientClass } from './client.ts';
import { answeredIn, CALL_LIMITS, type CallLimits } from '../no-answer.ts';
import { tolerateOddDates } from './odd-dates.ts';
import { nameFailures } from './operation.ts';
import { paceCalls } from './pace.ts';

/** A signed-in AWS account, as passed to sources. Clients are created per region on first use. */
export interface AwsSession {
  account: AccountKey;
  accountId: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  partition: string;
  client<Client extends AwsClient>(type: AwsClientClass<Client>, region: string): Client;
  /**
   * Takes one of the calls that may be spent on facts that nothing waits for: a tenth of all calls made so far, and at
   * least one. False if none is left.
   */
  hasSpareCall(): boolean;
}

export interface AwsSignIn {
  /** Region for STS and for services with a single endpoint. */
  homeRegion: string;
  memberRole: { name: string; externalId?: string | undefined };
  calls: Calls;
  /** Maximum calls per second of one client (one service in one account and region). Default: no limit. */
  callsPerSecond?: number | undefined;
  /** How long calls wait for their answers. */
  limits?: CallLimits | undefined;
}

/** The identity of the product's own credentials. */
export interface AwsIdentity {
  accountId: string;
  partition: string;
  arn: string;
}

/** Sessions of one run: one sign-in per account, shared by all its targets. */
export interface AwsSessions {
  homeRegion: string;
  identity(): Promise<AwsIdentity>;
  /** A session with the product's own credentials. */
  own(): Promise<AwsSession>;
  /** Assumes a role given by its ARN, for example in the management account. */
  withRole(roleArn: string): Promise<AwsSession>;
  of(accountId: string): Promise<AwsSession>;
  /** Credentials of a role without external id; assumed on first use and renewed. */
  credentialsOf(roleArn: string): AwsCredentialIdentityProvider;
  close(): void;
}

/** One call in so many may be for facts that nothing waits for. */
const SPARE_SHARE = 10;
const SESSION_NAME = 'skc-watch';
/** Credentials are renewed when they expire within this time, so that no call is signed with expiring ones. */
const RENEW_BEFORE_MS = 5 * 60_000;

export function openAwsSessions(signIn: AwsSignIn): AwsSessions {
  const { limits = CALL_LIMITS } = signIn;
  const clients: AwsClient[] = [];
  const sessions = new Map<string, Promise<AwsSession>>();
  let identity: Promise<AwsIdentity> | undefined;
  let spare = 0;

  function hasSpareCall(): boolean {
    if (spare >= Math.max(1, Math.floor(signIn.calls.total() / SPARE_SHARE))) return false;
    spare += 1;
    return true;
  }

  async function sts(): Promise<STSClient> {
    const { STSClient } = await import('@aws-sdk/client-sts');
    const client = new STSClient(clientConfig(signIn.homeRegion, undefined, limits));
    countCalls(client, signIn.calls);
    nameFailures(client);
    clients.push(client);
    return client;
  }

  function session(
    who: AwsIdentity,
    accountId: string,
    credentials?: AwsCredentialIdentityProvider,
  ): AwsSession {
    const made = new Map<AwsClientClass<AwsClient>, Map<string, AwsClient>>();
    return {
      account: accountKey('aws', accountId),
      accountId,
      partition: who.partition,
      hasSpareCall,
      client(type, region) {
        const ofType = made.get(type) ?? new Map<string, AwsClient>();
        made.set(type, ofType);
        const existing = ofType.get(region);
        if (existing instanceof type) return existing;
        const client = new type(clientConfig(region, credentials, limits));
        countCalls(client, signIn.calls);
        nameFailures(client);
        tolerateOddDates(client);
        if (signIn.callsPerSecond !== undefined) paceCalls(client, signIn.callsPerSecond);
        clients.push(client);
        ofType.set(region, client);
        return client;
      },
    };
  }

  function once(key: string, open: () => Promise<AwsSession>): Promise<AwsSession> {
    const existing = sessions.get(key);
    if (existing !== undefined) return existing;
    const opening = open();
    sessions.set(key, opening);
    // The next target retries a failed sign-in; the role may have been corrected by then.
    opening.catch(() => sessions.delete(key));
    return opening;
  }

  const sessionsOfRun: AwsSessions = {
    homeRegion: signIn.homeRegion,

    identity() {
      // Finding credentials may itself call a service (single sign-on), for which the SDK has no limit.
      identity ??= answeredIn('AWS sign-in (STS)', limits.signInMs, callerIdentity(sts()));
      return identity;
    },

    own() {
      return once('own', async () => {
        const who = await sessionsOfRun.identity();
        return session(who, who.accountId);
      });
    },

    withRole(roleArn) {
      return once(roleArn, async () => {
        const who = await sessionsOfRun.identity();
        const credentials = assumed(sts, roleArn, signIn.memberRole.externalId);
        // Assuming the role now reports a denial once for the account, not for every call.
        await credentials();
        return session(who, roleArn.split(':')[4] ?? '', credentials);
      });
    },

    async of(accountId) {
      const who = await sessionsOfRun.identity();
      if (who.accountId === accountId) return sessionsOfRun.own();
      return sessionsOfRun.withRole(`arn:${who.partition}:iam::${accountId}:role/${signIn.memberRole.name}`);
    },

    credentialsOf: (roleArn) => assumed(sts, roleArn, undefined),

    close() {
      for (const client of clients) client.destroy();
    },
  };
  return sessionsOfRun;
}

async function callerIdentity(client: Promise<STSClient>): Promise<AwsIdentity> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const { Account: accountId, Arn: arn } = await (await client).send(new GetCallerIdentityCommand({}));
  if (accountId === undefined || arn === undefined)
    throw new Error('sts:GetCallerIdentity returned no account');
  return { accountId, arn, partition: arn.split(':')[1] ?? 'aws' };
}

/** Credentials of an assumed role, shared by all clients of its session and renewed before they expire. */
function assumed(
  client: () => Promise<STSClient>,
  roleArn: string,
  externalId: string | undefined,
): AwsCredentialIdentityProvider {
  let opened: Promise<STSClient> | undefined;
  let current: ReturnType<AwsCredentialIdentityProvider> | undefined;
  async function assume() {
    const { AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    opened ??= client();
    const answer = await (
      await opened
    ).send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: SESSION_NAME, ExternalId: externalId }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined)
      throw new Error(`sts:AssumeRole of ${roleArn} returned no credentials`);
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
      ...(Expiration === undefined ? {} : { expiration: Expiration }),
    };
  }
  return async () => {
    const held = await current?.catch(() => undefined);
    const left = (held?.expiration?.getTime() ?? 0) - Date.now();
    if (held === undefined || (held.expiration !== undefined && left < RENEW_BEFORE_MS)) current = assume();
    return current ?? assume();
  };
}
