import * as z from 'zod';

/** The regions of all partitions that this version knows (the SDK's list of endpoints, October 2026). */
export const AWS_REGIONS: readonly string[] = `
  af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
  ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6
  ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2
  eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1
  sa-east-1 sa-west-1 us-east-1 us-east-2 us-west-1 us-west-2
  cn-north-1 cn-northwest-1 eusc-de-east-1 us-gov-east-1 us-gov-west-1 us-iso-east-1 us-iso-west-1
  us-isob-east-1 us-isob-west-1 eu-isoe-west-1 us-isof-east-1 us-isof-south-1
`
  .trim()
  .split(/\s+/);

const WORDS = new Set(AWS_REGIONS.flatMap((region) => region.split('-').slice(0, -1)));

/**
 * Whether a text can be a region: of words that names of regions are made of, and a number. A region that opened after
 * this version is accepted, a typing error is not.
 */
function isRegion(text: string): boolean {
  const parts = text.split('-');
  return /^\d+$/.test(parts.pop() ?? '') && parts.every((part) => WORDS.has(part));
}

/** A region as configuration and options name it. */
export const awsRegion = z
  .string()
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, {
    error: 'expected a region like eu-west-1',
    // A text of another form is named once.
    abort: true,
  })
  .refine(isRegion, { error: 'expected a region like eu-west-1', params: { choices: AWS_REGIONS } });
