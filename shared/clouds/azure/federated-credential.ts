import { ClientAssertionCredential, type TokenCredential } from '@azure/identity';
import { ENTRA_AUDIENCE } from './audience.ts';
import type { AuthorityHost } from './endpoints.ts';
import { webIdentityToken } from './web-identity-token.ts';

export interface FederatedSignIn {
  tenantId: string;
  clientId: string;
  authorityHost: AuthorityHost;
  /** Region of the STS endpoint that vouches for the role. */
  region: string;
}

/**
 * Signs in to Entra without any stored secret: AWS vouches for the role that runs this, and Entra trusts AWS for that
 * one role. The token is asked for anew whenever Entra wants one, since it lives for minutes.
 */
export function federatedCredential({
  tenantId,
  clientId,
  authorityHost,
  region,
}: FederatedSignIn): TokenCredential {
  return new ClientAssertionCredential(tenantId, clientId, () => webIdentityToken(ENTRA_AUDIENCE, region), {
    authorityHost,
    // The authorities are known by name, so that none has to be asked whether another is one.
    disableInstanceDiscovery: true,
  });
}
