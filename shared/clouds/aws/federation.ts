import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { AwsSessions } from './session.ts';

/**
 * The one AWS role that other clouds trust. Every deployed function that reads another cloud assumes it first, so
 * that Entra and Google need to trust a single identity.
 */
export const FEDERATION_ROLE = 'skc-watch-federation';

/** The AWS identity used to sign in to another cloud. */
export interface FederationIdentity {
  /** Region of the STS endpoint. */
  region: string;
  /** Default: the credentials of the environment. */
  credentials: AwsCredentialIdentityProvider | undefined;
}

/**
 * Actions called as {@link FEDERATION_ROLE}. Signing in to Google needs only a signed request, which requires no
 * permission.
 */
export const FEDERATION_PERMISSIONS = ['sts:GetWebIdentityToken'] as const;

/** The identity of {@link FEDERATION_ROLE} in the security account. */
export function openFederationIdentity(
  aws: AwsSessions,
  { partition, accountId }: { partition: string; accountId: string },
): FederationIdentity {
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

/** The role that other clouds trust could not be assumed. */
export class FederationRoleRefused extends Error {
  override readonly name = 'FederationRoleRefused';
  constructor(cause: unknown) {
    const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(
      cause instanceof Error && cause.name.startsWith('AccessDenied')
        ? `sts:AssumeRole refused: the role ${FEDERATION_ROLE} is missing or does not trust this function. Deploy again (npm run deploy). (${said})`
        : `sts:AssumeRole of ${FEDERATION_ROLE} failed: ${said}`,
      { cause },
    );
  }
}
