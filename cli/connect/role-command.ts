import { FEDERATION_ROLE } from '../../shared/clouds/aws/federation.ts';

/** Names the AWS role that is to be trusted, for a shell that is signed in to the collector's account. */
export function roleCommand(cloud: 'azure' | 'gcp'): string {
  return (
    `export ROLE_ARN=arn:aws:iam::$(aws sts get-caller-identity --query Account --output text):role/${FEDERATION_ROLE}` +
    ` # or skc connect ${cloud} --role <arn>`
  );
}
