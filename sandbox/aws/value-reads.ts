/** Operations that hand out or use secret material. The sandbox refuses them and marks the call. */
export function readsValue(service: string, operation: string): boolean {
  return VALUE_READS[service]?.some((pattern) => pattern.test(operation)) ?? false;
}

const VALUE_READS: Record<string, RegExp[]> = {
  secretsmanager: [/^GetSecretValue$/, /^BatchGetSecretValue$/, /^GetRandomPassword$/],
  ssm: [/^GetParameter/],
  acm: [/^ExportCertificate$/],
  kms: [
    /^(Decrypt|Encrypt|ReEncrypt|Sign|Verify|VerifyMac|GenerateMac|GenerateRandom|DeriveSharedSecret)$/,
    /^GenerateDataKey/,
    /^CreateGrant$/,
  ],
  iam: [
    /^CreateAccessKey$/,
    /^CreateLoginProfile$/,
    /^(Create|Reset)ServiceSpecificCredential$/,
    /^UploadServerCertificate$/,
  ],
  sts: [/^GetSessionToken$/, /^GetFederationToken$/],
};
