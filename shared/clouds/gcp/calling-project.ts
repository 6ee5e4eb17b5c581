/**
 * The project that Google counts calls for: that of the service account, else that of the pool which federates the AWS
 * role. `-` for a developer, whose quota project only the sign-in knows; there is one of them in a process. Source:
 * Google Cloud documentation, "Quota project overview"; that a pool's project counts is an inference.
 * @returns id or number, as the configuration has it.
 */
export function callingProject({
  serviceAccount,
  workloadIdentity,
}: {
  serviceAccount?: string | undefined;
  workloadIdentity?: { audience: string } | undefined;
}): string {
  const ofAccount = /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(serviceAccount ?? '')?.[1];
  const ofPool = /\/projects\/(\d+)\//.exec(workloadIdentity?.audience ?? '')?.[1];
  return ofAccount ?? ofPool ?? '-';
}
