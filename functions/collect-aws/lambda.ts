import { awsReading } from '../../shared/readers/aws/reading.ts';
import { collectHandler } from '../collect/handler.ts';
import { deployedAwsSessions } from '../runtime/deployed-aws.ts';
import { readEnvironment } from '../runtime/environment.ts';

const environment = readEnvironment();

/** Reads one batch of AWS targets. */
export const handler = collectHandler(environment, (calls) => {
  const aws = deployedAwsSessions(environment, calls);
  return { ...awsReading(aws), close: () => aws.close() };
});
