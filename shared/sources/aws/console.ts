import type { Skc } from '../../model/skc.ts';

/** Domains of the console by partition (AWS Management Console documentation; partition endpoints of the SDKs). */
const DOMAINS: ReadonlyMap<string, string> = new Map([
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
  ['aws-eusc', 'console.amazonaws-eusc.eu'],
]);

/**
 * URL of a page of the AWS console in the SKC's region and partition. @param path Path including the region
 * parameter: `kms/home?region=eu-west-1#/kms/keys`.
 */
export function awsConsole({ id, location }: Skc, path: string): string {
  const domain = DOMAINS.get(id.split(':')[1] ?? '') ?? 'console.aws.amazon.com';
  return `https://${location === 'global' ? '' : `${location}.`}${domain}/${path}`;
}

/** The part of an ARN after its last slash. */
export function lastOfArn({ id }: Skc): string {
  return encodeURIComponent(id.slice(id.lastIndexOf('/') + 1));
}
