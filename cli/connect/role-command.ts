import { FEDERATION_ROLE } from '../../shared/clouds/aws/federation.ts';

/** Exports the ARN of the AWS role to trust, for a shell that is signed in to the account of the deployment. */
export function roleCommand(cloud: 'azure' | 'gcp'): string {
  return (
    `export ROLE_ARN=arn:aws:iam::$(aws sts get-caller-identity --query Account --output text):role/${FEDERATION_ROLE}` +
    ` # for another role: skc connect ${cloud} --role <arn>`
  );
}
