import { accountIdOf } from '../../model/target.ts';
import { awsSources } from '../../sources/aws/registry.ts';
import type { CloudReader } from '../contract.ts';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSession, AwsSessions } from '../../clouds/aws/session.ts';

/** What collecting needs from AWS, without the code that finds accounts. */
export function awsReading(
  aws: AwsSessions,
): Pick<CloudReader<AwsSession>, 'cloud' | 'sources' | 'signIn' | 'signInOperation' | 'failure'> {
  return {
    cloud: 'aws',
    sources: awsSources,
    signIn: (target) => aws.of(accountIdOf(target.account)),
    signInOperation: 'sts:AssumeRole',
    failure: awsFailure,
  };
}
