import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { sandboxControl, type RemoteControl } from '../../sandbox/control.ts';
import { MANAGEMENT_ACCOUNT } from '../../sandbox/estate/generate.ts';
import { GCP_PREFIX } from '../../sandbox/gcp/prefix.ts';
import { companion } from './companion.ts';
import { PROXY_USER } from './protection.ts';
import type { GeneratedSize } from './estate-file.ts';
import type { StoreUnusable } from './store-unusable.ts';

export interface LocalSandbox {
  /** Address with its key. */
  url: string;
  key: string;
  control: RemoteControl;
  outbox: string;
  /** Why it no longer answers; undefined as long as it does. */
  failure: () => StoreUnusable | undefined;
  close: () => void;
}

/** The sandbox of a directory, started if it is not running; its estate is declared at the first start. */
export async function openSandbox(directory: string, generated?: GeneratedSize): Promise<LocalSandbox> {
  const { url, key, failure, release } = await companion('sandbox', directory, [
    JSON.stringify({ generated }),
  ]);
  return {
    url,
    key,
    control: sandboxControl(url),
    outbox: join(directory, 'outbox'),
    failure,
    close: release,
  };
}

const OTHER_SIGN_INS = new Set(['AWS_PROFILE', 'GOOGLE_APPLICATION_CREDENTIALS']);

/**
 * Points the SDKs at the sandbox through their environment variables, which the product honours everywhere. Endpoints
 * of single services would take precedence, so they are removed.
 */
export function signInToSandbox(environment: NodeJS.ProcessEnv, url: string): void {
  for (const name of Object.keys(environment))
    if (name.startsWith('AWS_ENDPOINT_URL') || name.startsWith('AWS_SESSION') || OTHER_SIGN_INS.has(name))
      delete environment[name];
  Object.assign(environment, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: MANAGEMENT_ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    SKC_GCP_ENDPOINT: `${url}${GCP_PREFIX}`,
  });
}

let ownCertificates: string[] | undefined;

/**
 * Points this process's Azure clients at the sandbox: its proxy serves Azure's own host names, and its certificate
 * authority is trusted in addition to the usual ones. The product needs no special code: many companies use both.
 * @param key That of the sandbox's process; a sandbox inside a test has none.
 */
export function signInToAzureSandbox(
  environment: NodeJS.ProcessEnv,
  { port, ca }: { port: number; ca: string },
  key?: string,
): void {
  ownCertificates ??= getCACertificates('default');
  setDefaultCACertificates([...ownCertificates, ca]);
  Object.assign(environment, {
    HTTPS_PROXY: `http://${key === undefined ? '' : `${PROXY_USER}:${key}@`}127.0.0.1:${port}`,
    NO_PROXY: '127.0.0.1,localhost',
  });
}
