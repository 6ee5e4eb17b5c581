import { AwsClient, GoogleAuth, type AuthClient, type AwsClientOptions } from 'google-auth-library';
import type { Voucher } from '../aws/federation.ts';
import { gcpHostUrl } from './endpoint.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const AWS_TOKEN = 'urn:ietf:params:aws:token-type:aws4_request';
const CALLER_IDENTITY = 'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15';

export interface GcpSignIn {
  /** `//iam.googleapis.com/projects/…/workloadIdentityPools/…/providers/…`: trusts the AWS role. */
  audience?: string | undefined;
  /** Service account to act as. */
  serviceAccount?: string | undefined;
  /** The AWS role that Google trusts; without it the AWS credentials of the environment, where there are some. */
  voucher?: Voucher | undefined;
  /** Stands for every host of Google's, for a server on loopback. */
  endpoint?: string | undefined;
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Signs in without any stored credential: with the AWS role of the environment by workload identity federation (a
 * signed `GetCallerIdentity` is exchanged at Google's STS, then the service account is impersonated), or, where a
 * developer's Application Default Credentials are named or no AWS credentials are there, with those.
 * Sources: "Configure Workload Identity Federation with AWS" in Google's IAM documentation; AIP-4117.
 */
export async function signInToGcp(signIn: GcpSignIn): Promise<AuthClient> {
  if (!federates(signIn)) return new GoogleAuth({ scopes: [SCOPE] }).getClient();
  return new AwsClient({
    type: 'external_account',
    audience: signIn.audience ?? '',
    subject_token_type: AWS_TOKEN,
    token_url: `${gcpHostUrl('sts.googleapis.com', signIn.endpoint)}/v1/token`,
    ...impersonation(signIn),
    ...signer(signIn.voucher),
    scopes: [SCOPE],
  });
}

/** Who signs the request that Google checks. */
function signer(voucher: Voucher | undefined): Partial<AwsClientOptions> {
  const credentials = voucher?.credentials;
  if (voucher === undefined || credentials === undefined)
    // Without addresses of a metadata server, region and credentials are read from the environment.
    return { credential_source: { environment_id: 'aws1', regional_cred_verification_url: CALLER_IDENTITY } };
  return {
    aws_security_credentials_supplier: {
      getAwsRegion: async () => voucher.region,
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

/** Whether the AWS role is what signs in. */
export function federates({
  audience,
  voucher,
  environment,
}: Pick<GcpSignIn, 'audience' | 'voucher' | 'environment'>): boolean {
  if (audience === undefined) return false;
  if (voucher !== undefined) return true;
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
