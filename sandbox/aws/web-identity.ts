import { createHash, generateKeyPairSync, randomUUID, sign, verify, type KeyObject } from 'node:crypto';
import * as z from 'zod';

/** The issuer URL of an account's web identity tokens. */
export function webIdentityIssuer(accountId: string): string {
  const id = createHash('sha256').update(accountId).digest('hex').slice(0, 32);
  return `https://${id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}.tokens.sts.global.api.aws`;
}

export interface WebIdentity {
  accountId: string;
  /** ARN of the role, not of its session. */
  roleArn: string;
  audience: string;
  seconds: number;
}

/** A token as GetWebIdentityToken returns it, with the real time: those who verify it have no other clock. */
export function signWebIdentity({ accountId, roleArn, audience, seconds }: WebIdentity): string {
  const now = Math.floor(Date.now() / 1000);
  const head = { alg: 'RS256', typ: 'JWT', kid: 'sandbox' };
  const claims = {
    iss: webIdentityIssuer(accountId),
    sub: roleArn,
    aud: audience,
    iat: now,
    nbf: now,
    exp: now + seconds,
    jti: randomUUID(),
    'https://sts.amazonaws.com/': { aws_account: accountId },
  };
  const signed = `${encode(head)}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), keys().privateKey).toString('base64url')}`;
}

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  nbf: z.number().optional(),
  exp: z.number(),
});

/** The claims of a token that this sandbox's AWS signed; undefined for any other. */
export function verifyWebIdentity(token: string): z.output<typeof claimsSchema> | undefined {
  const [head, claims, signature] = token.split('.');
  if (head === undefined || claims === undefined || signature === undefined) return undefined;
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify('sha256', signed, keys().publicKey, Buffer.from(signature, 'base64url'))) return undefined;
  const parsed = claimsSchema.safeParse(JSON.parse(Buffer.from(claims, 'base64url').toString()));
  return parsed.success ? parsed.data : undefined;
}

let pair: { publicKey: KeyObject; privateKey: KeyObject } | undefined;

/** Created on first use; lives as long as the process. */
function keys(): { publicKey: KeyObject; privateKey: KeyObject } {
  pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return pair;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
