import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';
import type { AuthorityHost } from './endpoints.ts';

/** The developer's own sign-in, from where Azure's tools keep it: `az login`, Visual Studio Code, environment. */
export function developerCredential(
  tenantId: string | undefined,
  authorityHost: AuthorityHost,
): TokenCredential {
  return new DefaultAzureCredential({ authorityHost, ...(tenantId === undefined ? {} : { tenantId }) });
}
