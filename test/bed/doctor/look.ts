import pc from 'picocolors';
import { signInToAzureSandbox, signInToSandbox } from '../sandbox/sign-in.ts';
import { renderDoctorReport } from '../../../cli/screen/doctor-page.ts';
import { checkableAws } from '../../../doctor/aws/connection.ts';
import { checkableAzure } from '../../../doctor/azure/connection.ts';
import type { CheckableCloud } from '../../../doctor/contract.ts';
import { doctor } from '../../../doctor/doctor.ts';
import { checkableGcp } from '../../../doctor/gcp/connection.ts';
import type { Check, DoctorReport } from '../../../doctor/report.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { openAwsSessions, type AwsSessions } from '../../../shared/clouds/aws/session.ts';
import { federatedCredential } from '../../../shared/clouds/azure/federated-credential.ts';
import { openAzureSessions } from '../../../shared/clouds/azure/session.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import type { AzureConfig } from '../../../shared/config/azure.ts';
import { configuredClouds } from '../../../shared/config/clouds.ts';
import type { Config, ConfigInput } from '../../../shared/config/schema.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { gcpReader } from '../gcp/stage.ts';

export const EPOCH = '2026-11-21T06:00:00Z';

/** A sandbox of one AWS account and the other clouds that a test declares, with its environment signed in to it. */
export async function openClouds(parts: Partial<Pick<Estate, 'azure' | 'gcp'>>): Promise<Sandbox> {
  return openEstate({ ...generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch: EPOCH }), ...parts });
}

export async function openEstate(estate: Estate): Promise<Sandbox> {
  const sandbox = await startSandbox({ estate });
  signInToSandbox(process.env, sandbox.url);
  if (sandbox.azure !== undefined) signInToAzureSandbox(process.env, sandbox.azure);
  return sandbox;
}

export async function closeClouds(sandbox: Sandbox): Promise<void> {
  delete process.env['HTTPS_PROXY'];
  await sandbox.close();
}

export interface Look {
  only?: string[];
  calls?: Calls;
  /** Signs in with a developer's own credentials instead of tokens from AWS. */
  developer?: boolean;
}

/** Runs the doctor on the sandbox, signed in like the deployed functions. */
export async function lookAt(sandbox: Sandbox, input: ConfigInput, look: Look = {}): Promise<DoctorReport> {
  const { only, calls = new Calls(), developer = false } = look;
  const config = configSchema.parse(input);
  const aws = openAwsSessions({ homeRegion: 'us-east-1', memberRole: config.memberRole, calls });
  try {
    return await doctor(
      { now: sandbox.clock.now(), accounts: only },
      {
        config,
        aws,
        clouds: checkable(sandbox, config, aws, calls, developer),
        deployed: undefined,
      },
    );
  } finally {
    aws.close();
  }
}

function checkable(
  sandbox: Sandbox,
  config: Config,
  aws: AwsSessions,
  calls: Calls,
  developer: boolean,
): CheckableCloud[] {
  const { azure, gcp } = config;
  return [
    ...(configuredClouds(config).includes('aws') ? [checkableAws({ config, aws })] : []),
    ...(azure === undefined ? [] : [azureOf(azure, calls, developer)]),
    ...(gcp === undefined
      ? []
      : [checkableGcp({ config: gcp, reader: gcpReader(sandbox, gcp, calls), federated: !developer })]),
  ];
}

function azureOf(config: AzureConfig, calls: Calls, developer: boolean): CheckableCloud {
  const { tenantId, clientId = '', authorityHost } = config;
  const federationIdentity = { region: 'us-east-1', credentials: undefined };
  const credential = federatedCredential({ tenantId, clientId, authorityHost, federationIdentity });
  const sessions = openAzureSessions({ credential, authorityHost, calls });
  return checkableAzure({ config, sessions, federationIdentity: developer ? undefined : federationIdentity });
}

/** The steps of connecting a cloud, by title. */
export function stepsOf({ checks }: DoctorReport, about: Check['about']): Record<string, Check> {
  return Object.fromEntries(
    checks.filter((each) => each.about === about).map((each) => [each.subject, each]),
  );
}

/** `[title, state]`, in the order of the report. */
export function statesOf({ checks }: DoctorReport, about: Check['about']): [string, Check['state']][] {
  return checks.filter((each) => each.about === about).map(({ subject, state }) => [subject, state]);
}

export function screenOf(report: DoctorReport): string {
  return renderDoctorReport(report, pc.createColors(false));
}
