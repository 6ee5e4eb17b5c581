import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { MANAGEMENT_ACCOUNT } from '../../sandbox/estate/generate.ts';
import type { BenchSandbox } from '../sandbox/start.ts';
import { AUDIENCE, CLIENT, TENANT } from './estate.ts';

/**
 * Leads `skc run` to the sandbox's Azure by what any laptop may have: a proxy, an authority more to trust, and for
 * `DefaultAzureCredential` the environment of a workload identity, whose assertion the sandbox's own AWS gives.
 * @returns the environment of the product's process.
 */
export async function azureEnvironment(
  { control, url }: BenchSandbox,
  directory: string,
): Promise<NodeJS.ProcessEnv> {
  const azure = await control.azure();
  if (azure === undefined) throw new Error('the sandbox of the benchmark serves no Azure');
  mkdirSync(directory, { recursive: true });
  const authority = join(directory, 'authority.pem');
  writeFileSync(authority, azure.ca);
  const assertion = join(directory, 'assertion.jwt');
  writeFileSync(assertion, await assertionOf(url));
  return {
    HTTPS_PROXY: `http://127.0.0.1:${azure.port}`,
    NO_PROXY: '127.0.0.1,localhost',
    NODE_EXTRA_CA_CERTS: authority,
    AZURE_TOKEN_CREDENTIALS: 'WorkloadIdentityCredential',
    AZURE_TENANT_ID: TENANT,
    AZURE_CLIENT_ID: CLIENT,
    AZURE_FEDERATED_TOKEN_FILE: assertion,
  };
}

async function assertionOf(url: string): Promise<string> {
  const client = new STSClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: MANAGEMENT_ACCOUNT, secretAccessKey: 'bench' },
  });
  const { WebIdentityToken: token } = await client.send(
    new GetWebIdentityTokenCommand({
      Audience: [AUDIENCE],
      SigningAlgorithm: 'RS256',
      DurationSeconds: 3600,
    }),
  );
  client.destroy();
  if (token === undefined) throw new Error('the sandbox gave no assertion');
  return token;
}
