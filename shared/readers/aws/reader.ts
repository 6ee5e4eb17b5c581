import { awsSources } from '../../sources/aws/registry.ts';
import type { CloudReader } from '../contract.ts';
import { awsFinder, type AwsFinding } from './finder.ts';
import { awsReading } from './reading.ts';
import type { AwsSession } from '../../clouds/aws/session.ts';

/** Finds and reads AWS accounts, as used by the steps of a run. */
export function awsReader({ config, aws }: Pick<AwsFinding, 'config' | 'aws'>): CloudReader<AwsSession> {
  return {
    ...awsFinder({ config, aws, scopes: awsSources }),
    ...awsReading(aws),
    close: () => aws.close(),
  };
}
