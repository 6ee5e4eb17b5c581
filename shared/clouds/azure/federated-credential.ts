import { ClientAssertionCredential, type TokenCredential } from '@azure/identity';
import type { Voucher } from '../aws/voucher.ts';
import { ENTRA_AUDIENCE } from './audience.ts';
import type { AuthorityHost } from './endpoints.ts';
import { webIdentityToken } from './web-identity-token.ts';

export interface FederatedSignIn {
  tenantId: string;
  clientId: string;
  authorityHost: AuthorityHost;
  voucher: Voucher;
}

/**
 * Signs in to Entra without any stored secret: AWS vouches for the role that Entra trusts. The token is asked for anew
 * whenever Entra wants one, since it lives for minutes.
 */
export function federatedCredential({
  tenantId,
  clientId,
  authorityHost,
  voucher,
}: FederatedSignIn): TokenCredential {
  return new ClientAssertionCredential(tenantId, clientId, () => webIdentityToken(ENTRA_AUDIENCE, voucher), {
    authorityHost,
    // The authorities are known by name, so that none has to be asked whether another is one.
    disableInstanceDiscovery: true,
  });
}
