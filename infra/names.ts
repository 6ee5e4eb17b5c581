import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Fixed names: what is retained on destroy is found again by them, and other accounts' roles name them. */
export const NAMES = {
  stack: 'SkcWatch',
  memberStack: 'SkcWatchMember',
  table: 'skc-watch',
  workflow: 'skc-watch',
  schedule: 'skc-watch',
  dashboard: 'SKC-Watch',
  keyAlias: 'alias/skc-watch',
} as const;

export const TAGS = { application: 'skc-watch' } as const;

/** What the function is called in AWS, and its role. */
export function deployedName(name: string): string {
  return `skc-watch-${name}`;
}

/** `collect-aws` as a construct's id: `CollectAws`. */
export function constructId(name: string): string {
  return name
    .split('-')
    .map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`)
    .join('');
}

/** Bucket names are the world's: account and region make it ours alone. */
export function bucketName(scope: Construct): string {
  const { account, region } = Stack.of(scope);
  return `skc-watch-${account}-${region}`;
}

/** `arn:<partition>:` and the rest. */
export function arn(rest: string): string {
  return `arn:${Aws.PARTITION}:${rest}`;
}
