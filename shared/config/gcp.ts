import * as z from 'zod';

const projectId = z
  .string()
  .regex(/^([a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "expected a project's id like pay-prod-4711");
const location = z
  .string()
  .regex(/^(global|[a-z]+[a-z0-9-]*)$/, 'expected a location like europe-west3, europe or global');

const PROVIDER =
  /^\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/[\w-]+\/providers\/[\w-]+$/;

/** The part `gcp` of `skc.config.json`. */
export const gcpSchema = z
  .strictObject({
    organisationId: z
      .string()
      .regex(/^\d{6,20}$/, 'expected the digits of an organisation')
      .optional()
      .describe('the organisation; needed for `assetInventory`'),
    include: z
      .strictObject({
        projects: z
          .array(projectId)
          .default([])
          .describe('only these project ids; empty: all that can be read'),
      })
      .prefault({}),
    exclude: z
      .strictObject({ projects: z.array(projectId).default([]).describe('project ids to skip') })
      .prefault({}),
    locations: z
      .array(location)
      .default([])
      .describe(
        'only these locations and `global`, for regional secrets and for keys; empty: all that the services offer, at the cost of a call for each',
      ),
    assetInventory: z
      .boolean()
      .default(false)
      .describe(
        'read the whole organisation in pages of 1,000 from Cloud Asset Inventory, instead of with calls for each project and secret',
      ),
    workloadIdentity: z
      .strictObject({
        audience: z
          .string()
          .regex(
            PROVIDER,
            'expected the full name of a provider of a workload identity pool, with //iam.googleapis.com/',
          )
          .describe('the provider that trusts the AWS role'),
      })
      .optional()
      .describe('sign in with the AWS role; by default Application Default Credentials are used'),
    serviceAccount: z
      .email('expected the address of a service account')
      .optional()
      .describe('service account to impersonate; without it access is granted to the AWS role directly'),
  })
  .refine((gcp) => !gcp.assetInventory || gcp.organisationId !== undefined, {
    path: ['organisationId'],
    message: 'expected the organisation, which assetInventory needs',
  })
  .optional()
  .describe('the Google Cloud projects to read; without it Google Cloud is not read');

export type GcpConfig = NonNullable<z.output<typeof gcpSchema>>;
