import * as z from 'zod';
import { AUTHORITY_HOSTS } from '../clouds/azure/endpoints.ts';

const subscription = z.guid('expected the GUID of a subscription');

/** The Azure part of `skc.config.json`; without it no Azure is read. */
export const azureSchema = z
  .strictObject({
    tenantId: z.guid('expected the GUID of a tenant').describe("the Entra tenant's id"),
    clientId: z
      .guid('expected the GUID of an application')
      .optional()
      .describe(
        'id of the application that trusts the AWS role (`skc connect azure` makes it); runs on a laptop sign in as the developer and need none',
      ),
    subscriptions: z
      .strictObject({
        include: z
          .array(subscription)
          .default([])
          .describe('only these subscriptions; empty: all that may be read'),
        exclude: z.array(subscription).default([]).describe('subscriptions to leave out'),
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
      .describe('who signs in; tells the sovereign clouds apart, whose endpoints follow from it'),
    entra: z
      .boolean()
      .default(true)
      .describe('read the secrets and certificates of applications and service principals of the tenant'),
  })
  .describe('the Azure tenant to read; without it none')
  .optional();

export type AzureConfig = NonNullable<z.output<typeof azureSchema>>;
