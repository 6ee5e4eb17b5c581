import type { Cloud } from '../model/account.ts';
import type { Config } from './schema.ts';

/** The clouds that the configuration names; if none, AWS. */
export function configuredClouds({ organisation, accounts, azure, gcp }: Config): Cloud[] {
  const others: Cloud[] = [
    ...(azure === undefined ? [] : ['azure' as const]),
    ...(gcp === undefined ? [] : ['gcp' as const]),
  ];
  const namesAws = organisation !== undefined || accounts.some(({ cloud }) => cloud === 'aws');
  return namesAws || others.length === 0 ? ['aws', ...others] : others;
}
