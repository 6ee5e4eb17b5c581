import { clientConfig } from '../aws/client.ts';
import { FederationRoleRefused, type Voucher } from '../aws/federation.ts';

/** AWS would not vouch for the role that signs in. */
export class WebIdentityTokenRefused extends Error {
  override readonly name = 'WebIdentityTokenRefused';
}

/** As long as it takes to sign in; the federation role's policy allows no longer one. */
export const WEB_IDENTITY_SECONDS = 300;

/**
 * A token by which AWS says who this role is, for a cloud that trusts AWS as an issuer. Only a regional STS endpoint
 * gives it; it is short-lived, so a fresh one is fetched each time it is asked for.
 * Source: IAM user guide, "Federating AWS identities to external services" (GetWebIdentityToken).
 * @param audience Who it is meant for: `api://AzureADTokenExchange`.
 * @throws {WebIdentityTokenRefused} with what to change.
 */
export async function webIdentityToken(audience: string, { region, credentials }: Voucher): Promise<string> {
  const { GetWebIdentityTokenCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(clientConfig(region, credentials));
  try {
    const { WebIdentityToken: token } = await client.send(
      new GetWebIdentityTokenCommand({
        Audience: [audience],
        // Entra checks RS256 alone.
        SigningAlgorithm: 'RS256',
        DurationSeconds: WEB_IDENTITY_SECONDS,
      }),
    );
    if (token === undefined)
      throw new WebIdentityTokenRefused('sts:GetWebIdentityToken answered without a token');
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
    return `sts:GetWebIdentityToken refused: AWS gives no web identity tokens in this account: run \`aws iam enable-outbound-web-identity-federation\` once. (${said})`;
  if (cause instanceof FederationRoleRefused) return said;
  if (name.startsWith('AccessDenied'))
    return `sts:GetWebIdentityToken refused: allow the role to call it for the audience ${audience}. (${said})`;
  return `sts:GetWebIdentityToken failed: ${name}: ${said}`;
}
