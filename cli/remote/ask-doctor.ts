import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { checkableAws } from '../../doctor/aws/connection.ts';
import type { CheckableCloud } from '../../doctor/contract.ts';
import { doctor } from '../../doctor/doctor.ts';
import { doctorReportSchema, type DoctorReport } from '../../doctor/report.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { openAwsSessions, type AwsSessions } from '../../shared/clouds/aws/session.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import { configuredClouds } from '../../shared/config/clouds.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { configSchema } from '../../shared/rules/config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { instant } from '../../shared/model/instant.ts';
import { openAzure, openGcp } from '../run/clouds.ts';
import { UsageError } from '../program/usage-error.ts';
import { deployedConfigFile } from '../program/config-file.ts';
import { deployedRegion, readStack } from './stack.ts';

export interface DoctorOptions {
  /** The stack in which it runs; undefined: on this machine, with the caller's credentials. */
  stack: string | undefined;
  file: string | undefined;
  accounts: string[] | undefined;
}

/** The deployed doctor returned no report. */
export class DoctorFailed extends Error {
  override readonly name = 'DoctorFailed';
}

/**
 * Invokes the deployed doctor, or runs it on this machine.
 * @throws {DoctorFailed} when the function fails.
 */
export async function askDoctor({ stack, file, accounts }: DoctorOptions): Promise<DoctorReport> {
  const config = await loadConfig(deployedConfigFile(file), configSchema);
  if (stack !== undefined) return askDeployed(stack, config, accounts);
  const calls = new Calls();
  const homeRegion = deployedRegion(config, process.env);
  const aws = openAwsSessions({
    homeRegion,
    memberRole: config.memberRole,
    calls,
    callsPerSecond: config.run.callsPerSecond,
  });
  try {
    const clouds = await openCheckable(config, aws, calls);
    return await doctor({ now: instant(new Date()), accounts }, { config, aws, clouds, deployed: undefined });
  } finally {
    aws.close();
  }
}

/** The clouds that the configuration names, with the developer's own sign-ins. */
async function openCheckable(config: Config, aws: AwsSessions, calls: Calls): Promise<CheckableCloud[]> {
  const clouds: CheckableCloud[] = [];
  if (configuredClouds(config).includes('aws')) clouds.push(checkableAws({ config, aws }));
  if (config.azure !== undefined) {
    const { checkableAzure } = await import('../../doctor/azure/connection.ts');
    const opened = await openAzure(config.azure, calls, aws.homeRegion, 'developer');
    clouds.push(checkableAzure({ ...opened, federationIdentity: undefined }));
  }
  if (config.gcp !== undefined) {
    const { checkableGcp } = await import('../../doctor/gcp/connection.ts');
    const { federates } = await import('../../shared/clouds/gcp/sign-in.ts');
    const { audience } = config.gcp.workloadIdentity ?? {};
    const federated = federates({ audience, environment: process.env });
    clouds.push(checkableGcp({ config: config.gcp, reader: await openGcp(config.gcp, calls), federated }));
  }
  return clouds;
}

async function askDeployed(
  stack: string,
  config: Config,
  accounts: string[] | undefined,
): Promise<DoctorReport> {
  const { outputs, region } = await readStack(stack, deployedRegion(config, process.env));
  const FunctionName = outputs.DoctorFunctionName;
  if (FunctionName === undefined)
    throw new UsageError(
      `the stack ${stack} was deployed before skc doctor existed`,
      'Deploy again: npm run deploy',
    );
  const client = new LambdaClient({
    ...clientConfig(region),
    // The function answers within its limit of 15 minutes; a retry would only repeat all its calls.
    requestHandler: { connectionTimeout: 5000, requestTimeout: 15 * 60_000 },
    maxAttempts: 1,
  });
  try {
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({
        FunctionName,
        Payload: JSON.stringify(accounts === undefined ? {} : { accounts }),
      }),
    );
    const text = new TextDecoder().decode(Payload);
    if (FunctionError !== undefined)
      throw new DoctorFailed(
        `The function ${FunctionName} failed (${FunctionError}): ${sanitize(text, 600)}. Its log is /aws/lambda/${FunctionName}.`,
      );
    const report = doctorReportSchema.safeParse(JSON.parse(text));
    if (report.success) return report.data;
    throw new UsageError(
      `the stack ${stack} runs another version of the doctor`,
      'Deploy this version: npm run deploy',
    );
  } finally {
    client.destroy();
  }
}
