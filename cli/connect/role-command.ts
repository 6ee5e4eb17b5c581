import { FEDERATION_ROLE } from '../../shared/clouds/aws/federation.ts';

/** Exports the ARN of the AWS role to trust, for a shell that is signed in to the account of the deployment. */
export function roleCommand(cloud: 'azure' | 'gcp'): string {
  return (
    // The partition is that of the account: GovCloud and China have their own.
    `export ROLE_ARN=$(aws sts get-caller-identity --query Arn --output text | awk -F: '{print "arn:" $2 ":iam::" $5 ":role/${FEDERATION_ROLE}"}')` +
    ` # for another role: skc connect ${cloud} --role <arn>`
  );
}
