import * as z from 'zod';
import { isInstant } from './instant.ts';

export const instantSchema = z
  .string()
  .refine(isInstant, 'expected a UTC date and time like 2026-11-21T06:00:00Z');
