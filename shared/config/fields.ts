import * as z from 'zod';

export const awsAccountId = z.string().regex(/^\d{12}$/, 'expected 12 digits');
/** Whole days, up to ten years. */
export const days = z.number().int().min(1).max(3650);
/** The type of an SKC: its cloud and its name. */
export const skcType = z.string().regex(/^(aws|azure|gcp)\.[a-z0-9-]+$/, 'expected a type like aws.kms-key');
