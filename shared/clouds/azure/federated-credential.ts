import { ClientAssertionCredential, type TokenCredential } from '@azure/identity';
import type { Voucher } from '../aws/federation.ts';
import { ENTRA_AUDIENCE } from './audience.ts';
import type { AuthorityHost } from './endpoints.ts';
import { WEB_IDENTITY_SECONDS, webIdentityToken } from './web-identity-token.ts';

export interface FederatedSignIn {
  tenantId: string;
  clientId: string;
  authorityHost: AuthorityHost;
  voucher: Voucher;
}

/** What is left of a token's life when another is asked for. */
const RENEW_BEFORE_SECONDS = 60;

/** Signs in to Entra without any stored secret: AWS vouches for the role that Entra trusts. */
export function federatedCredential({
  tenantId,
  clientId,
  authorityHost,
  voucher,
}: FederatedSignIn): TokenCredential {
  const assertion = keptWhileValid(() => webIdentityToken(ENTRA_AUDIENCE, voucher));
  return new ClientAssertionCredential(tenantId, clientId, assertion, {
    authorityHost,
    // The authorities are known by name, so that none has to be asked whether another is one.
    disableInstanceDiscovery: true,
  });
}

/** The SDK asks for an assertion with every token, those of its cache too: each client of each vault would ask AWS. */
function keptWhileValid(ask: () => Promise<string>): () => Promise<string> {
  let held: { token: Promise<string>; until: number } | undefined;
  return () => {
    const now = performance.now();
    if (held !== undefined && now < held.until) return held.token;
    const token = ask();
    held = { token, until: now + (WEB_IDENTITY_SECONDS - RENEW_BEFORE_SECONDS) * 1000 };
    token.catch(() => (held = undefined));
    return token;
  };
}
