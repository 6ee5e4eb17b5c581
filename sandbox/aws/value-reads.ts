/** A key that a function of the product declares (`grants.keys` of its `function.ts`), with the declared actions. */
export interface DeclaredKey {
  arn: string;
  /** `kms:GenerateMac`. */
  actions: readonly string[];
}

/**
 * Whether an operation returns or uses secret material: the sandbox refuses it and marks the call. A declared key may be
 * used as declared, if the request names its ARN.
 * @param key the `KeyId` of the request.
 */
export function readsValue(
  service: string,
  operation: string,
  key?: unknown,
  declared: readonly DeclaredKey[] = [],
): boolean {
  if (declared.some(({ arn, actions }) => arn === key && actions.includes(`${service}:${operation}`)))
    return false;
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
