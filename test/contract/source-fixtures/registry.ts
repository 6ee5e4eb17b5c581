import { acmCertificate } from './acm-certificate.ts';
import type { SourceFixture } from './contract.ts';
import { iamAccessKey } from './iam-access-key.ts';
import { kmsKey } from './kms-key.ts';
import { secretsManagerSecret } from './secrets-manager-secret.ts';

export const AWS_FIXTURES: readonly SourceFixture[] = [
  acmCertificate,
  iamAccessKey,
  kmsKey,
  secretsManagerSecret,
];
