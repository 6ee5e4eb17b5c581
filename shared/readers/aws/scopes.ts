import type { Source } from '../../sources/contract.ts';

/**
 * What planning needs to know about each source, without the code that reads it: the bundle of `plan` contains no
 * clients of the services that are read. A test compares it with the registry.
 */
export const awsScopes = [
  { type: 'aws.acm-certificate', cloud: 'aws', scope: 'regional' },
  { type: 'aws.iam-access-key', cloud: 'aws', scope: 'global' },
  { type: 'aws.iam-server-certificate', cloud: 'aws', scope: 'global' },
  { type: 'aws.iam-service-specific-credential', cloud: 'aws', scope: 'global' },
  { type: 'aws.kms-key', cloud: 'aws', scope: 'regional' },
  { type: 'aws.secrets-manager-secret', cloud: 'aws', scope: 'regional' },
  { type: 'aws.ssm-parameter', cloud: 'aws', scope: 'regional' },
] as const satisfies readonly Pick<Source<never>, 'type' | 'cloud' | 'scope'>[];
