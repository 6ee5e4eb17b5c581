/**
 * The region to sign calls of IAM for, by partition: IAM has one endpoint in each, and accepts no signature of another
 * partition. Source: AWS General Reference, "IAM endpoints"; `iam` in the SDK's endpoint rules.
 */
const REGIONS: ReadonlyMap<string, string> = new Map([
  ['aws', 'us-east-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-eusc', 'eusc-de-east-1'],
  ['aws-iso', 'us-iso-east-1'],
  ['aws-iso-b', 'us-isob-east-1'],
  ['aws-iso-e', 'eu-isoe-west-1'],
  ['aws-iso-f', 'us-isof-south-1'],
]);

/** The region of IAM, and of tags of IAM's resources, in a session's partition. */
export function globalRegion({ partition }: { partition: string }): string {
  return REGIONS.get(partition) ?? 'us-east-1';
}
