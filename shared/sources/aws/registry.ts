import type { AwsSession } from '../../clouds/aws/session.ts';
import type { Source } from '../contract.ts';
import { acmCertificate } from './acm-certificate.ts';
import { iamAccessKey } from './iam-access-key.ts';
import { iamServerCertificate } from './iam-server-certificate.ts';
import { iamServiceSpecificCredential } from './iam-service-specific-credential.ts';
import { kmsKey } from './kms-key.ts';
import { secretsManagerSecret } from './secrets-manager-secret.ts';
import { ssmParameter } from './ssm-parameter.ts';

export const awsSources = [
  acmCertificate,
  iamAccessKey,
  iamServerCertificate,
  iamServiceSpecificCredential,
  kmsKey,
  secretsManagerSecret,
  ssmParameter,
] as const satisfies readonly Source<AwsSession>[];
