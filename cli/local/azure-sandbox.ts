import { getCACertificates, setDefaultCACertificates } from 'node:tls';

let own: string[] | undefined;

/**
 * Leads this process's Azure clients to the sandbox: Azure's own host names by its proxy, and its authority trusted
 * besides the usual ones. The product's code knows nothing of it: a proxy and an authority more are what any company has.
 */
export function signInToAzureSandbox(
  environment: NodeJS.ProcessEnv,
  { port, ca }: { port: number; ca: string },
): void {
  own ??= getCACertificates('default');
  setDefaultCACertificates([...own, ca]);
  Object.assign(environment, {
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
    NO_PROXY: '127.0.0.1,localhost',
  });
}
