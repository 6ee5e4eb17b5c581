import { awsSources } from '../../sources/aws/registry.ts';
import { accountIdOf } from '../../model/target.ts';
import type { CloudReader } from '../contract.ts';
import { awsFinder, type AwsFinding } from './finder.ts';
import type { AwsSession } from './session.ts';

/** AWS as the steps of a run see it. */
export function awsReader({ config, aws }: Pick<AwsFinding, 'config' | 'aws'>): CloudReader<AwsSession> {
  return {
    ...awsFinder({ config, aws, scopes: awsSources }),
    sources: awsSources,
    signIn: (target) => aws.of(accountIdOf(target.account)),
    close: () => aws.close(),
  };
}
