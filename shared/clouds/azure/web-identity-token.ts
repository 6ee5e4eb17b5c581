import { clientConfig } from '../aws/client.ts';
import { FederationRoleRefused, type FederationIdentity } from '../aws/federation.ts';

/** AWS refused to issue a token for the role that signs in. */
export class WebIdentityTokenRefused extends Error {
  override readonly name = 'WebIdentityTokenRefused';
}

/** Long enough to sign in. The federation role's policy does not allow a longer lifetime. */
export const WEB_IDENTITY_SECONDS = 300;

/**
 * Requests a token that identifies this AWS role to a cloud that trusts AWS as an issuer. Only regional STS
 * endpoints issue it. It is short-lived and not cached here. Source: IAM user guide, "Federating AWS identities to
 * external services" (GetWebIdentityToken).
 * @param audience The token's audience: `api://AzureADTokenExchange`.
 * @throws {WebIdentityTokenRefused} with what to change.
 */
export async function webIdentityToken(
  audience: string,
  { region, credentials }: FederationIdentity,
): Promise<string> {
  const { GetWebIdentityTokenCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(clientConfig(region, credentials));
  try {
    const { WebIdentityToken: token } = await client.send(
      new GetWebIdentityTokenCommand({
        Audience: [audience],
        // Entra accepts only RS256.
        SigningAlgorithm: 'RS256',
        DurationSeconds: WEB_IDENTITY_SECONDS,
      }),
    );
    if (token === undefined) throw new WebIdentityTokenRefused('sts:GetWebIdentityToken returned no token');
    return token;
  } catch (cause) {
    if (cause instanceof WebIdentityTokenRefused) throw cause;
    throw new WebIdentityTokenRefused(whyRefused(cause, audience), { cause });
  } finally {
    client.destroy();
  }
}

function whyRefused(cause: unknown, audience: string): string {
  const name = cause instanceof Error ? cause.name : 'Error';
  const said = cause instanceof Error ? cause.message : String(cause);
  if (name === 'OutboundWebIdentityFederationDisabledException')
    return `sts:GetWebIdentityToken refused: this account has not enabled outbound web identity federation. Run \`aws iam enable-outbound-web-identity-federation\` once. (${said})`;
  if (cause instanceof FederationRoleRefused) return said;
  if (name.startsWith('AccessDenied'))
    return `sts:GetWebIdentityToken refused: allow the role to call it with the audience ${audience}. (${said})`;
  return `sts:GetWebIdentityToken failed: ${name}: ${said}`;
}
