import * as z from 'zod';

const PROJECT = /^([a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

/** An account's id in its own cloud, as an option gives it. */
export const accountIdSchema = z.union(
  [z.string().regex(/^\d{12}$/), z.guid().toLowerCase(), z.string().regex(PROJECT)],
  {
    error:
      'expected 12 digits (AWS), the GUID of a subscription or tenant (Azure), or the id of a project (Google Cloud)',
  },
);
