import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxControl, type RemoteControl } from '../../sandbox/control.ts';
import { webIdentityIssuer } from '../../sandbox/aws/web-identity.ts';
import { GCP_PREFIX } from '../../sandbox/gcp/prefix.ts';
import { FEDERATION_ROLE } from '../../shared/clouds/aws/federation.ts';
import type { ConfigInput } from '../../shared/config/schema.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { freePort, startServer } from '../bed/servers/child-server.ts';
import type { Answers } from './cloud-command.ts';
import { runCommand } from './command.ts';
import { plainEnvironment, SECURITY_ACCOUNT } from './deploying-account.ts';
import { movableClock, type MovableClock } from './movable-clock.ts';
import { applyPrinted } from './printed-trust.ts';
import { POLICY_VAULT, TENANT } from './sandbox-azure.ts';
import { ORGANISATION, TOOLS_NUMBER, TOOLS_PROJECT } from './sandbox-gcp.ts';
import type { Trust } from './trust.ts';

/** Azure and Google Cloud in a separate process, with the trust that `skc connect` prints. */
export interface OtherClouds {
  url: string;
  control: RemoteControl;
  /** Undefined if libfaketime is not installed. */
  clock: MovableClock | undefined;
  /** The environment of a process that calls them under their own names. */
  environment: Record<string, string>;
  /** Their lines for `skc.config.json`, as printed by `skc connect`. */
  printed: Pick<ConfigInput, 'azure' | 'gcp'>;
  /** The same, with Google Cloud read per project, which is the only way to see a disabled API. */
  config: Pick<ConfigInput, 'azure' | 'gcp'>;
  trust: Trust;
  /** From now on Azure trusts another role. */
  withdraw(): void;
  stop(): Promise<void>;
}

const ROLE_ARN = `arn:aws:iam::${SECURITY_ACCOUNT}:role/${FEDERATION_ROLE}`;

/** Responses of the clouds' commands while the guides are followed. */
const ANSWERS: Answers = [
  {
    words: ['aws iam get-outbound-web-identity-federation-info'],
    says: webIdentityIssuer(SECURITY_ACCOUNT),
  },
  { words: ['az ad app create'], says: '8d4c2b1a-0000-4000-8000-0000000000e2' },
  { words: ['az ad sp create'], says: '00000000-0000-4000-8000-0000000000e2' },
  { words: ['az account show'], says: TENANT },
  { words: ['az graph query', 'enableRbacAuthorization != true'], says: `${POLICY_VAULT}\n` },
  // The role does not exist yet, so the commands create it.
  { words: ['gcloud iam roles update'], refuses: true },
  { words: ['gcloud config get-value project'], says: TOOLS_PROJECT },
  { words: ['gcloud projects describe'], says: TOOLS_NUMBER },
  { words: ['gcloud organizations list'], says: ORGANISATION },
];

/**
 * Follows both guides, and starts the sandbox with the result. Logs and clock are in `directory`.
 * @param trusted Another certificate that the functions trust.
 */
export async function openOtherClouds(directory: string, trusted: string): Promise<OtherClouds> {
  const folder = join(directory, 'connect');
  // The guide grants the permission of the asset inventory only where the configuration asks for it.
  for (const each of [folder, join(folder, 'gcp')]) {
    mkdirSync(each, { recursive: true });
    writeFileSync(
      join(each, 'skc.config.json'),
      JSON.stringify({ gcp: { organisationId: ORGANISATION, assetInventory: true } }),
    );
  }
  const guides = await Promise.all([guide('azure', folder), guide('gcp', folder)]);
  const { trust, config } = await applyPrinted({ azure: guides[0], gcp: guides[1] }, folder, ANSWERS);
  const file = join(directory, 'trust.json');
  const write = (wanted: Trust) => writeFileSync(file, JSON.stringify(wanted, undefined, 2));
  write(trust);
  const clock = movableClock(join(directory, 'clock-sandbox'), false);
  const port = await freePort();
  const server = await startServer({
    command: process.execPath,
    args: [
      join(import.meta.dirname, 'sandbox-process.ts'),
      String(port),
      file,
      SECURITY_ACCOUNT,
      FEDERATION_ROLE,
    ],
    environment: { ...plainEnvironment(), ...clock?.environment },
    url: `http://127.0.0.1:${port}`,
    health: '/_sandbox/health',
    log: join(directory, 'sandbox.log'),
  });
  const { url } = server;
  const control = sandboxControl(url);
  const proxy = await control.azure();
  if (proxy === undefined) throw new Error('the sandbox serves no Azure');
  const authority = join(directory, 'sandbox-authority.pem');
  writeFileSync(authority, `${proxy.ca}\n${readFileSync(trusted, 'utf8')}`);
  const { azure, gcp } = configSchema.parse(config);
  if (azure === undefined || gcp === undefined) throw new Error('the printed configuration lacks a cloud');
  return {
    url,
    control,
    clock,
    environment: {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NO_PROXY: '127.0.0.1,localhost',
      NODE_EXTRA_CA_CERTS: authority,
      SKC_GCP_ENDPOINT: `${url}${GCP_PREFIX}`,
    },
    printed: { azure, gcp },
    config: { azure, gcp: { ...gcp, assetInventory: false } },
    trust,
    withdraw: () =>
      write({ ...trust, azure: { ...trust.azure, subject: `${trust.azure.subject}-of-somebody-else` } }),
    stop: () => server.stop(),
  };
}

/** The output of `skc connect` for a cloud. */
async function guide(cloud: 'azure' | 'gcp', folder: string): Promise<string> {
  const ran = await runCommand('skc', ['connect', cloud, '--role', ROLE_ARN], plainEnvironment(), {
    folder,
    log: join(folder, 'commands.log'),
  });
  if (ran.code !== 0) throw new Error(`skc connect ${cloud} ended with ${ran.code}: ${ran.stderr}`);
  return ran.stdout;
}
