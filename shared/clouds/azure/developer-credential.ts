import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';
import type { AuthorityHost } from './endpoints.ts';

/** The developer's own sign-in: `az login`, Visual Studio Code or environment variables. */
export function developerCredential(
  tenantId: string | undefined,
  authorityHost: AuthorityHost,
): TokenCredential {
  return new DefaultAzureCredential({ authorityHost, ...(tenantId === undefined ? {} : { tenantId }) });
}
