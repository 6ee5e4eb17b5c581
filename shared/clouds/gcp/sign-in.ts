import { AwsClient, GoogleAuth, type AuthClient, type AwsClientOptions } from 'google-auth-library';
import type { FederationIdentity } from '../aws/federation.ts';
import { gcpHostUrl } from './endpoint.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const AWS_TOKEN = 'urn:ietf:params:aws:token-type:aws4_request';
const CALLER_IDENTITY = 'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15';

export interface GcpSignIn {
  /** The provider that trusts the AWS role: `//iam.googleapis.com/projects/…/workloadIdentityPools/…/providers/…`. */
  audience?: string | undefined;
  /** Service account to impersonate. */
  serviceAccount?: string | undefined;
  /** The AWS role that Google trusts. Default: AWS credentials of the environment, if any. */
  federationIdentity?: FederationIdentity | undefined;
  /** Replaces all Google hosts, for a server on loopback. */
  endpoint?: string | undefined;
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Signs in without a stored credential. Uses workload identity federation with the AWS role (a signed
 * `GetCallerIdentity` request is exchanged at Google's STS, then the service account is impersonated). Uses a
 * developer's Application Default Credentials if they are set or there are no AWS credentials. Sources: "Configure
 * Workload Identity Federation with AWS" in Google's IAM documentation; AIP-4117.
 */
export async function signInToGcp(signIn: GcpSignIn): Promise<AuthClient> {
  if (!federates(signIn)) return new GoogleAuth({ scopes: [SCOPE] }).getClient();
  return new AwsClient({
    type: 'external_account',
    audience: signIn.audience ?? '',
    subject_token_type: AWS_TOKEN,
    token_url: `${gcpHostUrl('sts.googleapis.com', signIn.endpoint)}/v1/token`,
    ...impersonation(signIn),
    ...signer(signIn.federationIdentity),
    scopes: [SCOPE],
  });
}

/** Credentials that sign the request for Google. */
function signer(federationIdentity: FederationIdentity | undefined): Partial<AwsClientOptions> {
  const credentials = federationIdentity?.credentials;
  if (federationIdentity === undefined || credentials === undefined)
    // Without metadata server URLs, region and credentials are read from the environment.
    return { credential_source: { environment_id: 'aws1', regional_cred_verification_url: CALLER_IDENTITY } };
  return {
    aws_security_credentials_supplier: {
      getAwsRegion: async () => federationIdentity.region,
      getAwsSecurityCredentials: async () => {
        const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
        return {
          accessKeyId,
          secretAccessKey,
          ...(sessionToken === undefined ? {} : { token: sessionToken }),
        };
      },
    },
  };
}

/** Whether sign-in uses the AWS role. */
export function federates({
  audience,
  federationIdentity,
  environment,
}: Pick<GcpSignIn, 'audience' | 'federationIdentity' | 'environment'>): boolean {
  if (audience === undefined) return false;
  if (federationIdentity !== undefined) return true;
  return (
    environment['GOOGLE_APPLICATION_CREDENTIALS'] === undefined &&
    environment['AWS_ACCESS_KEY_ID'] !== undefined
  );
}

function impersonation({ serviceAccount, endpoint }: GcpSignIn) {
  if (serviceAccount === undefined) return {};
  const host = gcpHostUrl('iamcredentials.googleapis.com', endpoint);
  return {
    service_account_impersonation_url: `${host}/v1/projects/-/serviceAccounts/${serviceAccount}:generateAccessToken`,
  };
}
