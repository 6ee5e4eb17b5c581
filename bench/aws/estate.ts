import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { ConfigInput } from '../../shared/config/schema.ts';
import { NOT_IN_MOTO, startMoto } from '../../test/bed/servers/moto.ts';
import { measureRun, type Measured } from '../product.ts';

export const REGION = 'us-east-1';

/** moto with an estate of a given number of secrets, and all that it counts. */
export interface AwsEstate {
  url: string;
  /** Secrets, a fifth as many keys, a tenth certificates, two access keys for each of a fifth as many users. */
  skcs: number;
  /** What points a program's AWS SDK at it. */
  environment: NodeJS.ProcessEnv;
  /** One `skc run`. @param directory of the local database. */
  run(directory: string): Promise<Measured>;
  /** The calls by operation since the last time they were read. */
  takeCalls(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

export async function startAwsEstate(secrets: number): Promise<AwsEstate> {
  const script = fileURLToPath(new URL('./moto_estate.py', import.meta.url));
  const moto = await startMoto({ file: script, args: [String(secrets)] });
  const environment = {
    AWS_ENDPOINT_URL: moto.url,
    AWS_ACCESS_KEY_ID: '123456789012',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const takeCalls = async () => {
    const answer = await fetch(`${moto.url}/bench/calls`);
    return z.record(z.string(), z.number()).parse(await answer.json());
  };
  return {
    url: moto.url,
    skcs: secrets * 1.7,
    environment,
    takeCalls,
    stop: () => moto.stop(),
    run: (directory) => {
      const config: ConfigInput = { exclude: { sources: NOT_IN_MOTO } };
      const file = join(directory, 'skc.config.json');
      writeFileSync(file, JSON.stringify(config));
      const options = ['--config', file, '--regions', REGION];
      return measureRun({ options, directory, environment, takeCalls });
    },
  };
}
