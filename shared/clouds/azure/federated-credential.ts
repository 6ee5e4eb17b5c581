import { ClientAssertionCredential, type TokenCredential } from '@azure/identity';
import type { FederationIdentity } from '../aws/federation.ts';
import { azureEndpoints, type AuthorityHost } from './endpoints.ts';
import { WEB_IDENTITY_SECONDS, webIdentityToken } from './web-identity-token.ts';

export interface FederatedSignIn {
  tenantId: string;
  clientId: string;
  authorityHost: AuthorityHost;
  federationIdentity: FederationIdentity;
}

/** A token is renewed when it expires within this time. */
const RENEW_BEFORE_SECONDS = 60;

/** Signs in to Entra without a stored secret, using a token that AWS issues for the role Entra trusts. */
export function federatedCredential({
  tenantId,
  clientId,
  authorityHost,
  federationIdentity,
}: FederatedSignIn): TokenCredential {
  const { federationAudience } = azureEndpoints(authorityHost);
  const assertion = cacheWhileValid(() => webIdentityToken(federationAudience, federationIdentity));
  return new ClientAssertionCredential(tenantId, clientId, assertion, {
    authorityHost,
    // The authorities are known, so they need not be discovered.
    disableInstanceDiscovery: true,
  });
}

/**
 * The SDK requests an assertion even for cached tokens, so without a cache every client of every vault would call
 * AWS.
 */
function cacheWhileValid(ask: () => Promise<string>): () => Promise<string> {
  let cached: { token: Promise<string>; until: number } | undefined;
  return () => {
    const now = performance.now();
    if (cached !== undefined && now < cached.until) return cached.token;
    const token = ask();
    cached = { token, until: now + (WEB_IDENTITY_SECONDS - RENEW_BEFORE_SECONDS) * 1000 };
    token.catch(() => (cached = undefined));
    return token;
  };
}
