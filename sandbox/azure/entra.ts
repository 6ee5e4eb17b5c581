import type { IncomingMessage, RequestListener } from 'node:http';
import { createPublicKey, verify } from 'node:crypto';
import { OAuth2Issuer, OAuth2Service, type MutableResponse, type MutableToken } from 'oauth2-mock-server';
import * as z from 'zod';
import { verifyWebIdentity } from '../aws/web-identity.ts';
import type { AzureEstate } from '../estate/azure-estate.ts';

/** Entra's sign-in of one tenant. */
export interface Entra {
  /** Handles requests to `login.microsoftonline.com`. */
  handler: RequestListener;
  /** Why a bearer token is not valid for a resource; undefined if it is. */
  flaw(authorization: string | undefined, resource: string): string | undefined;
}

/** The form of a token request, which contains the assertion. */
const formSchema = z.object({
  grant_type: z.string(),
  scope: z.string(),
  client_id: z.string(),
  client_assertion_type: z.string().optional(),
  client_assertion: z.string().optional(),
});

/**
 * Starts the tenant's sign-in. The mock server accepts any assertion, so this code checks it against the declared
 * federated credential and returns Entra's own error codes.
 */
export async function createEntra({ tenantId, federation }: AzureEstate): Promise<Entra> {
  const issuer = new OAuth2Issuer();
  issuer.url = `https://sts.windows.net/${tenantId}/`;
  const jwk = await issuer.keys.generate('RS256');
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicJwk } = jwk;
  const publicKey = createPublicKey({ key: publicJwk, format: 'jwk' });
  const service = new OAuth2Service(issuer, {
    token: `/${tenantId}/oauth2/v2.0/token`,
    wellKnownDocument: `/${tenantId}/v2.0/.well-known/openid-configuration`,
    jwks: `/${tenantId}/discovery/v2.0/keys`,
  });
  service.on('beforeTokenSigning', (token: MutableToken, request: { body?: unknown }) => {
    const scope = formSchema.safeParse(request.body).data?.scope ?? '';
    token.payload['aud'] = scope.split(' ')[0]?.replace(/\/\.default$/, '');
    token.payload['tid'] = tenantId;
    token.payload['appid'] = federation.clientId;
  });
  service.on('beforeResponse', (response: MutableResponse, request: { body?: unknown }) => {
    const refusal = refusalOf(request.body, { tenantId, federation });
    if (refusal === undefined) return;
    response.statusCode = 400;
    response.body = {
      error: refusal.error,
      error_description: `${refusal.code}: ${refusal.text}`,
      error_codes: [Number(refusal.code.slice(6))],
    };
  });
  return {
    handler: (request: IncomingMessage, response) => {
      const tenant = /^\/([^/]+)\//.exec(request.url ?? '')?.[1];
      if (tenant === tenantId) return service.requestHandler(request, response);
      request.resume();
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          error: 'invalid_request',
          error_description: `AADSTS90002: Tenant '${tenant ?? ''}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
        }),
      );
      return undefined;
    },
    flaw: (authorization, resource) => flawOf(authorization, resource, publicKey),
  };
}

interface Refusal {
  error: string;
  code: string;
  text: string;
}

function refusalOf(
  body: unknown,
  { federation }: Pick<AzureEstate, 'tenantId' | 'federation'>,
): Refusal | undefined {
  const form = formSchema.safeParse(body).data;
  const invalid = (code: string, text: string): Refusal => ({ error: 'invalid_client', code, text });
  if (form?.client_assertion === undefined || form.grant_type !== 'client_credentials')
    return invalid(
      'AADSTS7000218',
      "The request body must contain the following parameter: 'client_assertion'.",
    );
  if (form.client_id !== federation.clientId)
    return {
      error: 'unauthorized_client',
      code: 'AADSTS700016',
      text: `Application with identifier '${form.client_id}' was not found in the directory.`,
    };
  const claims = verifyWebIdentity(form.client_assertion);
  if (claims === undefined)
    return invalid(
      'AADSTS700027',
      'The certificate with identifier used to sign the client assertion is not registered on application.',
    );
  if (claims.iss !== federation.issuer)
    return invalid(
      'AADSTS700211',
      `No matching federated identity record found for presented assertion issuer '${claims.iss}'.`,
    );
  if (claims.sub !== federation.subject)
    return invalid(
      'AADSTS700213',
      `No matching federated identity record found for presented assertion subject '${claims.sub}'.`,
    );
  if (![claims.aud].flat().includes(federation.audience))
    return invalid(
      'AADSTS700212',
      `No matching federated identity record found for presented assertion audience '${String(claims.aud)}'.`,
    );
  const now = Date.now() / 1000;
  if (claims.exp < now || (claims.nbf ?? 0) > now + 300)
    return invalid('AADSTS700024', 'Client assertion is not within its valid time range.');
  return undefined;
}

const tokenSchema = z.object({ aud: z.string(), exp: z.number() });

function flawOf(
  authorization: string | undefined,
  resource: string,
  publicKey: ReturnType<typeof createPublicKey>,
): string | undefined {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  const [head, claims, signature] = (token ?? '').split('.');
  if (head === undefined || claims === undefined || signature === undefined) return 'no bearer token';
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url')))
    return 'the token was not signed here';
  const said = tokenSchema.safeParse(JSON.parse(Buffer.from(claims, 'base64url').toString()));
  if (!said.success) return 'the token has no audience';
  if (said.data.aud !== resource) return `the token is for ${said.data.aud}`;
  return said.data.exp < Date.now() / 1000 ? 'the token has expired' : undefined;
}
