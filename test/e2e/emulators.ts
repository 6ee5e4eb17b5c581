import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FEDERATION_ROLE } from '../../shared/clouds/aws/federation.ts';
import { freePort, startServer, type ChildServer } from '../bed/servers/child-server.ts';
import { HOME_REGION, plainEnvironment, SECURITY_ACCOUNT } from './deploying-account.ts';
import { openGate, type Gate, type PassedCall } from './gate.ts';
import { movableClock, type MovableClock } from './movable-clock.ts';
import type { OtherClouds } from './other-clouds.ts';

/** Services that the product reads; the stack itself runs in another emulator. */
const READ_SERVICES = [
  'ACM',
  'SECRETS_MANAGER',
  'KMS',
  'IAM',
  'SSM',
  'STS',
  'ORGANIZATIONS',
  'ACCOUNT',
  'RESOURCE_GROUPS_TAGGING_API',
] as const;

/** Two emulators: one that runs what is deployed, and one whose accounts are read. */
export interface Emulators {
  /** Runs the stack: Lambda, Step Functions, Scheduler, SNS, SQS, DynamoDB, S3, CloudFormation. */
  deployed: ChildServer;
  /** Serves the accounts: organisation, certificates, secrets, keys, users. */
  read: ChildServer;
  /** Between the deployed stack and the accounts that it reads. */
  gate: Gate;
  /** Undefined if libfaketime is not installed. */
  clocks: { deployed: MovableClock; read: MovableClock } | undefined;
  /** The environment of a command that uses the deployed stack and no other cloud. */
  environment: Record<string, string>;
  /** The same, with the accounts to read, like the deployed functions. */
  readingEnvironment: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Starts both in `directory`, which gets their logs and clocks.
 * @param bin The folder of their programs.
 * @param trusted The file of a certificate that SNS must trust.
 * @param others The other clouds that the functions read.
 */
export async function startEmulators(
  bin: string,
  directory: string,
  trusted: string,
  others: Pick<OtherClouds, 'url' | 'environment'>,
): Promise<Emulators> {
  mkdirSync(directory, { recursive: true });
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const each of started.toReversed()) await each.stop();
  };
  try {
    const readClock = movableClock(join(directory, 'clock-read'), false);
    const deployedClock = movableClock(join(directory, 'clock-deployed'), true);
    const read = await startMoto(bin, directory, readClock);
    started.push(read);
    const gate = await openGate((call) => (isFederation(call) ? others.url : read.url));
    started.push({ stop: () => gate.close() });
    const deployed = await startMinistack(bin, directory, deployedClock, {
      gateUrl: gate.url,
      trusted,
      others: others.environment,
    });
    started.push(deployed);
    return {
      deployed,
      read,
      gate,
      clocks:
        readClock === undefined || deployedClock === undefined
          ? undefined
          : { deployed: deployedClock, read: readClock },
      environment: { ...plainEnvironment(), ...credentials(), AWS_ENDPOINT_URL: deployed.url },
      readingEnvironment: { ...plainEnvironment(), ...credentials(), ...endpoints(deployed.url, gate.url) },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startMoto(
  bin: string,
  directory: string,
  clock: MovableClock | undefined,
): Promise<ChildServer> {
  const port = await freePort();
  return startServer({
    command: join(bin, 'moto_server'),
    args: ['-H', '127.0.0.1', '-p', String(port)],
    // Certificates are issued at once.
    environment: { ...plainEnvironment(), MOTO_ACM_VALIDATION_WAIT: '0', ...clock?.environment },
    url: `http://127.0.0.1:${port}`,
    health: '/moto-api/',
    log: join(directory, 'moto.log'),
  });
}

async function startMinistack(
  bin: string,
  directory: string,
  clock: MovableClock | undefined,
  { gateUrl, trusted, others }: { gateUrl: string; trusted: string; others: Record<string, string> },
): Promise<ChildServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return startServer({
    command: join(bin, 'ministack'),
    args: [],
    environment: {
      ...plainEnvironment(),
      ...credentials(),
      // Functions inherit this and read the accounts through the gateway.
      ...endpoints(url, gateUrl),
      ...others,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: '0',
      SSL_CERT_FILE: trusted,
      ...clock?.environment,
    },
    url,
    health: '/_ministack/health',
    log: join(directory, 'ministack.log'),
  });
}

/**
 * moto cannot issue tokens for a role, the sandbox can: it gets calls that assume the role that other clouds trust, and
 * all calls with the resulting credentials.
 */
function isFederation({ operation, body, accessKeyId }: PassedCall): boolean {
  if (accessKeyId === `ASIA${SECURITY_ACCOUNT}SKCW`) return true;
  const role = operation === 'AssumeRole' ? new URLSearchParams(body).get('RoleArn') : null;
  return role === `arn:aws:iam::${SECURITY_ACCOUNT}:role/${FEDERATION_ROLE}`;
}

function credentials(): Record<string, string> {
  return {
    // A key id of twelve digits is the called account.
    AWS_ACCESS_KEY_ID: SECURITY_ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'emulated',
    AWS_REGION: HOME_REGION,
    AWS_DEFAULT_REGION: HOME_REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

function endpoints(deployedUrl: string, readUrl: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: deployedUrl,
    ...Object.fromEntries(READ_SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, readUrl])),
  };
}
