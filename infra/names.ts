import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Cloud } from '../shared/model/account.ts';

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

/** The function and the role of a step. */
export function stepName(step: string): string {
  return `skc-watch-${step}`;
}

/** The function that reads a cloud. */
export function collectStep<Name extends Cloud>(cloud: Name): `collect-${Name}` {
  return `collect-${cloud}`;
}

/** Steps whose roles the member role trusts: they find an account's regions, read its targets, and test the permissions. */
export const READING_STEPS = ['plan', 'collect-aws', 'doctor'] as const;

/** Bucket names are the world's: account and region make it ours alone. */
export function bucketName(scope: Construct): string {
  const { account, region } = Stack.of(scope);
  return `skc-watch-${account}-${region}`;
}

/** `arn:<partition>:` and the rest. */
export function arn(rest: string): string {
  return `arn:${Aws.PARTITION}:${rest}`;
}
