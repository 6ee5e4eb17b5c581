/** The partition of a region, by the beginning of its name (SDK, partitions of the endpoint rules). */
const PARTITIONS = [
  ['us-gov-', 'aws-us-gov'],
  ['cn-', 'aws-cn'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
] as const;

/** The partition of a region: `aws-us-gov` of `us-gov-west-1`. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([start]) => region.startsWith(start))?.[1] ?? 'aws';
}

/**
 * The region to use beside a home region: credentials of one partition are of no use in another, so there the home
 * region itself.
 */
export function regionBeside(region: string, homeRegion: string): string {
  return partitionOf(region) === partitionOf(homeRegion) ? region : homeRegion;
}
