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
          .describe('only these project ids; empty: all that may be seen'),
      })
      .prefault({}),
    exclude: z
      .strictObject({ projects: z.array(projectId).default([]).describe('project ids to leave out') })
      .prefault({}),
    locations: z
      .array(location)
      .default([])
      .describe(
        'only these locations besides `global`, for regional secrets and for keys; empty: all that the services name, which takes a call each',
      ),
    assetInventory: z
      .boolean()
      .default(false)
      .describe(
        'read the whole organisation in pages of 1,000 from Cloud Asset Inventory, in place of calls per project and secret',
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
      .describe('sign in with the AWS role; without it Application Default Credentials serve'),
    serviceAccount: z
      .email('expected the address of a service account')
      .optional()
      .describe('service account to act as; without it the AWS role is granted access itself'),
  })
  .refine((gcp) => !gcp.assetInventory || gcp.organisationId !== undefined, {
    path: ['organisationId'],
    message: 'assetInventory needs the organisation',
  })
  .optional()
  .describe('collect the projects of Google Cloud; without it none is read');

export type GcpConfig = NonNullable<z.output<typeof gcpSchema>>;
