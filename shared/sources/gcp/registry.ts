import { apiKey } from './api-key.ts';
import { certificateManagerCertificate } from './certificate-manager-certificate.ts';
import { computeSslCertificate } from './compute-ssl-certificate.ts';
import type { GcpSource } from './contract.ts';
import { kmsKey } from './kms-key.ts';
import { secretManagerSecret } from './secret-manager-secret.ts';
import { serviceAccountKey } from './service-account-key.ts';

export const gcpSources = [
  apiKey,
  certificateManagerCertificate,
  computeSslCertificate,
  kmsKey,
  secretManagerSecret,
  serviceAccountKey,
] as const satisfies readonly GcpSource[];
