import * as z from 'zod';

export const awsAccountId = z.string().regex(/^\d{12}$/, 'expected 12 digits');
export const awsRegion = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'expected a region like eu-west-1');
