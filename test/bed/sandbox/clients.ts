import { AccountClient } from '@aws-sdk/client-account';
import { ACMClient } from '@aws-sdk/client-acm';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';

/** The real SDK's clients, pointed at a sandbox; calls are not retried. */
export function clients(url: string, accessKeyId = '111111111111', region = 'us-east-1') {
  const config = {
    endpoint: url,
    region,
    credentials: { accessKeyId, secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  };
  return {
    account: new AccountClient(config),
    acm: new ACMClient(config),
    iam: new IAMClient(config),
    kms: new KMSClient(config),
    organizations: new OrganizationsClient(config),
    secrets: new SecretsManagerClient(config),
    sns: new SNSClient(config),
    sts: new STSClient(config),
  };
}
