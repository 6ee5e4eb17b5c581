import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { GcpEstate } from '../estate/gcp-estate.ts';
import { permissionDenied, unauthenticated } from './error.ts';

/** A refusal of Google's Security Token Service, in the form of OAuth. */
export class ExchangeRefusal extends Error {
  override readonly name = 'ExchangeRefusal';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface GcpTokens {
  /** `POST /v1/token` of sts.googleapis.com. @throws {ExchangeRefusal} as the service would. */
  exchange(form: URLSearchParams, wallClock: Date): object;
  /** `:generateAccessToken` of iamcredentials.googleapis.com. */
  impersonate(
    serviceAccount: string,
    authorization: string | undefined,
    body: string,
    wallClock: Date,
  ): object;
  /** Accepts tokens that it issued. @throws {GcpRefusal} 401 for every other token. */
  check(authorization: string | undefined, wallClock: Date): void;
  /** Revokes all tokens. */
  revoke(): void;
  /** Number of tokens issued to each principal, including revoked and expired ones. */
  counts(): TokenCounts;
}

/** Tokens for the federated principal, and for the service account that it impersonates. */
export type TokenCounts = Record<IssuedToken['of'], number>;

const LIFE_MS = 3_600_000;
const OLDEST_MS = 15 * 60_000;
const AWS_REQUEST = 'urn:ietf:params:aws:token-type:aws4_request';

const subjectSchema = z.object({
  url: z.string(),
  method: z.string(),
  headers: z.array(z.object({ key: z.string(), value: z.string() })),
});

interface IssuedToken {
  until: number;
  /** The federated principal, which may impersonate the service account, or that account, which may read. */
  of: 'federated' | 'service-account';
}

/**
 * Google's sign-in for one estate. The assertion, a signed `GetCallerIdentity`, is checked as far as possible without
 * AWS: its audience, signed headers, age and the account of its key id.
 */
export function gcpTokens(estate: GcpEstate): GcpTokens {
  const given = new Map<string, IssuedToken>();
  const trusted = estate.workloadIdentity;
  const counts: TokenCounts = { federated: 0, 'service-account': 0 };
  const give = (of: IssuedToken['of'], wallClock: Date) => {
    counts[of] += 1;
    const token = `ya29.sandbox-${randomUUID()}`;
    given.set(token, { until: wallClock.getTime() + LIFE_MS, of });
    return token;
  };
  const holder = (authorization: string | undefined, wallClock: Date): IssuedToken => {
    const held = given.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
    if (held === undefined || held.until <= wallClock.getTime())
      throw unauthenticated(
        'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
      );
    return held;
  };
  return {
    exchange(form, wallClock) {
      if (trusted === undefined || form.get('audience') !== trusted.audience)
        throw new ExchangeRefusal(
          'invalid_target',
          'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.',
        );
      if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:token-exchange')
        throw new ExchangeRefusal('unsupported_grant_type', 'The grant type is not supported.');
      if (form.get('subject_token_type') !== AWS_REQUEST)
        throw new ExchangeRefusal('invalid_request', 'Invalid subject token type.');
      checkAssertion(form.get('subject_token') ?? '', trusted, wallClock);
      return {
        access_token: give('federated', wallClock),
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: 'Bearer',
        expires_in: LIFE_MS / 1000,
      };
    },
    impersonate(serviceAccount, authorization, body, wallClock) {
      holder(authorization, wallClock);
      const { scope } = z.object({ scope: z.array(z.string()).min(1) }).parse(JSON.parse(body));
      if (
        serviceAccount !== trusted?.serviceAccount ||
        !scope.includes('https://www.googleapis.com/auth/cloud-platform')
      )
        throw permissionDenied(
          'iam.serviceAccounts.getAccessToken',
          `projects/-/serviceAccounts/${serviceAccount}`,
          'iam.googleapis.com',
        );
      const expireTime = new Date(wallClock.getTime() + LIFE_MS).toISOString();
      return { accessToken: give('service-account', wallClock), expireTime };
    },
    check(authorization, wallClock) {
      const { of } = holder(authorization, wallClock);
      if (of === 'federated')
        throw permissionDenied(
          'resourcemanager.projects.get',
          'projects/-',
          'cloudresourcemanager.googleapis.com',
        );
    },
    revoke: () => given.clear(),
    counts: () => ({ ...counts }),
  };
}

function checkAssertion(
  token: string,
  trusted: NonNullable<GcpEstate['workloadIdentity']>,
  wallClock: Date,
): void {
  const invalid = (why: string) => new ExchangeRefusal('invalid_grant', why);
  let subject: z.output<typeof subjectSchema>;
  try {
    subject = subjectSchema.parse(JSON.parse(decodeURIComponent(token)));
  } catch {
    throw new ExchangeRefusal('invalid_request', 'The subject token is not a serialized AWS request.');
  }
  const headers = new Map(subject.headers.map(({ key, value }) => [key.toLowerCase(), value]));
  const url = new URL(subject.url);
  if (subject.method !== 'POST' || !/^sts(\.[a-z0-9-]+)?\.amazonaws\.com$/.test(url.hostname))
    throw invalid('The AWS request is not one of AWS STS.');
  if (url.searchParams.get('Action') !== 'GetCallerIdentity')
    throw invalid('The AWS request must be GetCallerIdentity.');
  if (headers.get('x-goog-cloud-target-resource') !== trusted.audience)
    throw invalid('The x-goog-cloud-target-resource header does not match the audience.');
  const signature =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/sts\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=[0-9a-f]{64}$/.exec(
      headers.get('authorization') ?? '',
    );
  if (signature === null) throw invalid('The AWS request is not signed.');
  const date = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(headers.get('x-amz-date') ?? '');
  if (date === null) throw invalid('The AWS request has no x-amz-date.');
  const [, year, month, day, hour, minute, second] = date;
  const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Math.abs(wallClock.getTime() - signedAt) > OLDEST_MS)
    throw invalid('Received invalid AWS response: the signature is expired or not yet valid (x-amz-date).');
  const account = /^(?:ASIA)?(\d{12})(?:SKCW)?$/.exec(signature[1] ?? '')?.[1];
  checkRole(headers.get('x-amz-security-token'), trusted);
  if (account !== trusted.awsAccountId)
    throw invalid(`The AWS account ${account ?? 'of the key'} is not the one that the provider trusts.`);
}

/** The provider's attribute condition. The sandbox's session tokens contain the role. */
function checkRole(
  sessionToken: string | undefined,
  { awsRole }: NonNullable<GcpEstate['workloadIdentity']>,
): void {
  if (awsRole === undefined) return;
  const session = Buffer.from(sessionToken ?? '', 'base64url').toString();
  if (session.split('/')[0] !== awsRole)
    throw new ExchangeRefusal(
      'unauthorized_client',
      'The given credential is rejected by the attribute condition.',
    );
}
