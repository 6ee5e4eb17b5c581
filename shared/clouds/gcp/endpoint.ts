/**
 * Where a host of Google's answers: there, or, with an endpoint, below it under the host's name
 * (`http://127.0.0.1:4567/_gcp/secretmanager.googleapis.com`).
 */
export function gcpHostUrl(host: string, endpoint: string | undefined): string {
  return endpoint === undefined ? `https://${host}` : `${endpoint}/${host}`;
}

/** The environment's endpoint, as `AWS_ENDPOINT_URL` is AWS's. */
export function gcpEndpoint(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return environment['SKC_GCP_ENDPOINT'];
}
