import * as z from 'zod';

/** The trust and permissions that the commands printed by `skc connect` set up in the other clouds. */
export const trustSchema = z.object({
  azure: z.object({
    clientId: z.string(),
    issuer: z.string(),
    subject: z.string(),
    audience: z.string(),
    /** Data actions of the application's role. */
    dataActions: z.array(z.string()),
    /** Vaults whose access policies name the application. */
    vaultsByPolicy: z.array(z.string()),
  }),
  gcp: z.object({
    audience: z.string(),
    awsAccountId: z.string(),
    awsRole: z.string(),
    serviceAccount: z.string(),
    /** Permissions of the service account's role. */
    permissions: z.array(z.string()),
  }),
});
export type Trust = z.output<typeof trustSchema>;
