import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { doctor } from '../../functions/doctor/doctor.ts';
import { doctorReportSchema, type DoctorReport } from '../../functions/doctor/report.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { openAwsSessions } from '../../shared/clouds/aws/session.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import { loadConfig } from '../../shared/config/load.ts';
import type { Config } from '../../shared/config/schema.ts';
import { harmless } from '../../shared/model/harmless.ts';
import { instant } from '../../shared/model/instant.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { WrongUse } from '../wrong-use.ts';
import { deployedConfigFile } from './config-file.ts';
import { deployedRegion, readStack } from './stack.ts';

export interface DoctorWish {
  /** Asks from inside what is deployed; without it with the own credentials. */
  stack: string | undefined;
  file: string | undefined;
  accounts: string[] | undefined;
}

/** The deployed doctor could not say anything. */
export class DoctorFailed extends Error {
  override readonly name = 'DoctorFailed';
}

/**
 * Asks the deployed doctor, or is one here.
 * @throws {DoctorFailed} when the function fails.
 */
export async function askDoctor({ stack, file, accounts }: DoctorWish): Promise<DoctorReport> {
  const config = await loadConfig(deployedConfigFile(file));
  if (stack !== undefined) return askDeployed(stack, config, accounts);
  const aws = openAwsSessions({
    homeRegion: deployedRegion(config, process.env),
    memberRole: config.memberRole,
    calls: new Calls(),
    callsPerSecond: config.run.callsPerSecond,
  });
  try {
    return await doctor(
      { now: instant(new Date()), accounts },
      { config, aws, sources: awsSources, deployed: undefined },
    );
  } finally {
    aws.close();
  }
}

async function askDeployed(
  stack: string,
  config: Config,
  accounts: string[] | undefined,
): Promise<DoctorReport> {
  const { outputs, region } = await readStack(stack, deployedRegion(config, process.env));
  const FunctionName = outputs.DoctorFunctionName;
  if (FunctionName === undefined)
    throw new WrongUse(`the stack ${stack} was deployed before there was a doctor`, 'npm run deploy');
  const client = new LambdaClient({
    ...clientConfig(region),
    // A function answers within its own limit, 15 minutes; asking twice would only load the accounts.
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
        `The function ${FunctionName} failed (${FunctionError}): ${harmless(text, 600)}. Its log is /aws/lambda/${FunctionName}.`,
      );
    return doctorReportSchema.parse(JSON.parse(text));
  } finally {
    client.destroy();
  }
}
