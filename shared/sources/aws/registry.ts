import type { AwsSession } from '../../clouds/aws/session.ts';
import type { Source } from '../contract.ts';
import { acmCertificate } from './acm-certificate.ts';
import { iamAccessKey } from './iam-access-key.ts';
import { kmsKey } from './kms-key.ts';
import { secretsManagerSecret } from './secrets-manager-secret.ts';

export const awsSources = [
  acmCertificate,
  iamAccessKey,
  kmsKey,
  secretsManagerSecret,
] as const satisfies readonly Source<AwsSession>[];
