import { awsSources } from '../../sources/aws/registry.ts';
import type { CloudReader } from '../contract.ts';
import { awsFinder, type AwsFinding } from './finder.ts';
import { awsReading } from './reading.ts';
import type { AwsSession } from '../../clouds/aws/session.ts';

/** AWS as the steps of a run see it. */
export function awsReader({ config, aws }: Pick<AwsFinding, 'config' | 'aws'>): CloudReader<AwsSession> {
  return {
    ...awsFinder({ config, aws, scopes: awsSources }),
    ...awsReading(aws),
    close: () => aws.close(),
  };
}
