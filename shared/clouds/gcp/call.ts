/** One read request to Google's REST API. Only GET requests are sent. */
export interface GcpCall {
  /** First part of the host name: `secretmanager`, or `secretmanager.europe-west3.rep` for one region. */
  host: string;
  /** For counts and errors: `secretmanager:ListSecrets`. */
  operation: string;
  /** The permission that it needs, named if it fails: `secretmanager.secrets.list`. */
  permission: string;
  /** The project to read; `-` if it is none. */
  project: string;
  /** `/v1/projects/pay/secrets`. */
  path: string;
  query?: Readonly<Record<string, string | readonly string[]>>;
}
