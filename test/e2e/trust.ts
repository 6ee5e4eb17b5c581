import * as z from 'zod';

/** What the other clouds were told of who may read them, as the commands that `skc connect` prints tell it. */
export const trustSchema = z.object({
  azure: z.object({
    clientId: z.string(),
    issuer: z.string(),
    subject: z.string(),
    audience: z.string(),
    /** Data actions of the role that the application was given. */
    dataActions: z.array(z.string()),
    /** Vaults whose access policies name the application. */
    vaultsByPolicy: z.array(z.string()),
  }),
  gcp: z.object({
    audience: z.string(),
    awsAccountId: z.string(),
    awsRole: z.string(),
    serviceAccount: z.string(),
    /** Permissions of the role that the service account was given. */
    permissions: z.array(z.string()),
  }),
});
export type Trust = z.output<typeof trustSchema>;
