import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { AwsSessions } from './session.ts';

/**
 * The one AWS role that other clouds trust. Every deployed function that reads another cloud assumes it first, so that
 * Entra and Google name a single identity, whichever function signs in.
 */
export const FEDERATION_ROLE = 'skc-watch-federation';

/** The AWS identity by which AWS vouches for the product towards another cloud. */
export interface Voucher {
  /** Region of the STS endpoint that is asked. */
  region: string;
  /** Without it whoever the environment signs in. */
  credentials: AwsCredentialIdentityProvider | undefined;
}

/** What is called as the role {@link FEDERATION_ROLE}; Google is shown a signed request, and asks AWS for nothing. */
export const VOUCHING_PERMISSIONS = ['sts:GetWebIdentityToken'] as const;

/** Vouches as the role that other clouds trust, in the account whose topics are the product's home. */
export function federationVoucher(
  aws: AwsSessions,
  { partition, accountId }: { partition: string; accountId: string },
): Voucher {
  const credentials = aws.credentialsOf(`arn:${partition}:iam::${accountId}:role/${FEDERATION_ROLE}`);
  return {
    region: aws.homeRegion,
    credentials: async () => {
      try {
        return await credentials();
      } catch (cause) {
        throw new FederationRoleRefused(cause);
      }
    },
  };
}

/** The role that other clouds trust cannot be acted as. */
export class FederationRoleRefused extends Error {
  override readonly name = 'FederationRoleRefused';
  constructor(cause: unknown) {
    const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(
      cause instanceof Error && cause.name.startsWith('AccessDenied')
        ? `sts:AssumeRole refused: the role ${FEDERATION_ROLE} is missing or does not trust this function: deploy again (npm run deploy). (${said})`
        : `sts:AssumeRole of ${FEDERATION_ROLE} failed: ${said}`,
      { cause },
    );
  }
}
