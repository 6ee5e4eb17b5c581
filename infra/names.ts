import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Fixed names: retained resources are found again by them, and roles in other accounts refer to them. */
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

/** The name of a function and of its role in AWS. */
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

/** Bucket names are global, so account and region make this one unique. */
export function bucketName(scope: Construct): string {
  const { account, region } = Stack.of(scope);
  return `skc-watch-${account}-${region}`;
}

/** `arn:<partition>:` and the rest. */
export function arn(rest: string): string {
  return `arn:${Aws.PARTITION}:${rest}`;
}
