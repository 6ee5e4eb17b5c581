/**
 * The base URL of a Google host: the host itself, or, if an endpoint is set, a path below it with the host's name
 * (`http://127.0.0.1:4567/_gcp/secretmanager.googleapis.com`).
 */
export function gcpHostUrl(host: string, endpoint: string | undefined): string {
  return endpoint === undefined ? `https://${host}` : `${endpoint}/${host}`;
}

/** The endpoint set in the environment, the counterpart of `AWS_ENDPOINT_URL`. */
export function gcpEndpoint(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return environment['SKC_GCP_ENDPOINT'];
}
