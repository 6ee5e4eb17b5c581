import { describe, expect, it } from 'vitest';
import { partitionOf, regionBeside } from '../../../../shared/clouds/aws/partition.ts';
import { globalRegion } from '../../../../shared/sources/aws/global-region.ts';

describe('partitions of AWS', () => {
  it.each([
    ['eu-west-1', 'aws'],
    ['us-east-1', 'aws'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-north-1', 'aws-cn'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('%s is in %s, and IAM is called there', (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
    expect(partitionOf(globalRegion({ partition }))).toBe(partition);
  });

  it.each([
    ['eu-west-1', 'us-east-1', 'eu-west-1'],
    ['us-east-1', 'us-gov-west-1', 'us-gov-west-1'],
    ['us-east-1', 'cn-north-1', 'cn-north-1'],
    ['us-gov-east-1', 'us-gov-west-1', 'us-gov-east-1'],
  ])('topics of %s are published from %s in %s', (region, home, used) => {
    expect(regionBeside(region, home)).toBe(used);
  });
});
