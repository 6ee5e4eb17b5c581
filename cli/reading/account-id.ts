import * as z from 'zod';

const PROJECT = /^([a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

/** An account id as an option's value: of AWS, Azure or Google Cloud. */
export const accountIdSchema = z.union(
  [z.string().regex(/^\d{12}$/), z.guid().toLowerCase(), z.string().regex(PROJECT)],
  {
    error:
      'expected 12 digits (AWS), the GUID of a subscription or tenant (Azure), or a project id (Google Cloud)',
  },
);
