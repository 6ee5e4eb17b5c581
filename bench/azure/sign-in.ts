import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { MANAGEMENT_ACCOUNT } from '../../sandbox/estate/generate.ts';
import type { BenchSandbox } from '../sandbox/start.ts';
import { AUDIENCE, CLIENT, TENANT } from './estate.ts';

/**
 * Points `skc run` at the sandbox's Azure with ordinary settings: a proxy, one more trusted authority, and for
 * `DefaultAzureCredential` the environment of a workload identity, whose assertion the sandbox's AWS issues.
 * @returns the environment of the product's process.
 */
export async function azureEnvironment(
  { control, url }: BenchSandbox,
  directory: string,
): Promise<NodeJS.ProcessEnv> {
  const azure = await control.azure();
  if (azure === undefined) throw new Error('the sandbox of the benchmark has no Azure');
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
  if (token === undefined) throw new Error('the sandbox returned no assertion');
  return token;
}
