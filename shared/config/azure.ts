import * as z from 'zod';
import { AUTHORITY_HOSTS } from '../clouds/azure/endpoints.ts';

const subscription = z.guid('expected the GUID of a subscription');

/** The part `azure` of `skc.config.json`. */
export const azureSchema = z
  .strictObject({
    tenantId: z.guid('expected the GUID of a tenant').describe("the Entra tenant's id"),
    clientId: z
      .guid('expected the GUID of an application')
      .optional()
      .describe(
        'id of the application that trusts the AWS role (`skc connect azure` creates it); not needed for runs on a laptop, which sign in as the developer',
      ),
    subscriptions: z
      .strictObject({
        include: z
          .array(subscription)
          .default([])
          .describe('only these subscriptions; empty: all that can be read'),
        exclude: z.array(subscription).default([]).describe('subscriptions to skip'),
      })
      .prefault({}),
    managementGroup: z
      .string()
      .regex(/^[\w.()-]{1,90}$/, "expected a management group's id")
      .optional()
      .describe('only subscriptions below this management group (its id)'),
    authorityHost: z
      .enum(AUTHORITY_HOSTS)
      .default('https://login.microsoftonline.com')
      .describe('sign-in endpoint; it selects the public or a sovereign cloud, with all its endpoints'),
    entra: z
      .boolean()
      .default(true)
      .describe('read the secrets and certificates of applications and service principals of the tenant'),
  })
  .describe('the Azure tenant to read; without it Azure is not read')
  .optional();

export type AzureConfig = NonNullable<z.output<typeof azureSchema>>;
