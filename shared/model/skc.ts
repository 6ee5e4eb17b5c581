import * as z from 'zod';
import { accountKeySchema, CLOUDS } from './account.ts';
import { instantSchema } from './fields.ts';

export const KINDS = ['secret', 'key', 'certificate'] as const;
export type Kind = (typeof KINDS)[number];

/** `<cloud>.<type>`: `aws.secrets-manager-secret`, `azure.key-vault-key`. The registries list all types. */
export type SkcType = `${'aws' | 'azure' | 'gcp'}.${string}`;

/** Lifecycle states of NIST SP 800-57 part 1, §7. */
export const STATES = [
  'pre-activation',
  'active',
  'suspended',
  'deactivated',
  'compromised',
  'destroyed',
] as const;
export type LifecycleState = (typeof STATES)[number];

/**
 * The metadata of one secret, key or certificate, from one reading of its target. Never its value.
 *
 * A missing optional field means that it does not exist (a secret has no `keyAlgorithm`). A field that exists but
 * could not be read is listed in `unknown` with the reason; its own value is then only the last known one.
 */
export const skcSchema = z.object({
  /** The cloud's own full resource name, without version. */
  id: z.string().min(1),
  kind: z.enum(KINDS),
  type: z.custom<SkcType>(
    (value) => typeof value === 'string' && /^(aws|azure|gcp)\.[a-z0-9-]+$/.test(value),
  ),
  cloud: z.enum(CLOUDS),
  account: accountKeySchema,
  /** Region, or `global`. */
  location: z.string().min(1),
  name: z.string(),
  state: z.enum(STATES),
  /** The cloud's own status, unchanged. */
  status: z.string().optional(),

  createdAt: instantSchema.optional(),
  notBefore: instantSchema.optional().describe('Start of its validity, which ends at `expiresAt`.'),
  expiresAt: instantSchema.optional(),

  /** Id of the current version, if the cloud has versions. */
  currentVersion: z.string().optional(),
  /** When the current version was created. Rotation rules count its age from then. */
  versionCreatedAt: instantSchema.optional(),
  lastRotatedAt: instantSchema.optional(),
  /** True if the last rotation was made on demand, although the service can rotate the key. */
  rotatedOnDemand: z.boolean().optional(),
  /** True if the service rotates it automatically. */
  rotationEnabled: z.boolean().optional(),
  rotationPeriodDays: z.number().optional(),
  /** Hours after `rotationDueAt` during which the service may still rotate it. */
  rotationWindowHours: z.number().optional(),
  rotationDueAt: instantSchema.optional(),

  /** Who renews a certificate: the service that issued it, or a person. */
  renewedBy: z.enum(['service', 'person']).optional(),
  renewalStatus: z.enum(['pending', 'pending-validation', 'succeeded', 'failed']).optional(),
  renewalReason: z.string().optional(),
  renewsDaysBefore: z
    .number()
    .optional()
    .describe('Days before expiry at which its service renews it, if known from the cloud or its policy.'),

  lastUsedAt: instantSchema.optional(),
  /** Certificates: currently attached to a resource. */
  inUse: z.boolean().optional(),
  /** Certificates: the private key may have been exported, so its use cannot be seen. */
  exported: z.boolean().optional(),

  deletionScheduledAt: instantSchema.optional(),
  deletionDueAt: instantSchema.optional(),
  deletionWaitsForReplicas: z
    .boolean()
    .optional()
    .describe('Deletion was requested and takes place once its replicas are deleted; it has no date.'),
  deleted: z.boolean().optional().describe('Already deleted; it can be recovered until `deletionDueAt`.'),
  /** The cloud deletes it automatically at `expiresAt`. */
  destroysItself: z.boolean().optional(),

  /** Id of the primary if this is a replica; rules judge the primary. */
  replicaOf: z.string().optional(),
  replicated: z.boolean().optional().describe('It has replicas in other locations.'),
  /** Id of a newer, valid SKC that replaces it, so its own expiry has no impact. */
  supersededBy: z.string().optional(),
  /** The cloud service that created and manages it: `rds`, `cloudfront`. */
  ownedBy: z.string().optional(),
  ofRoot: z.boolean().optional().describe('A credential of the account’s root user.'),
  /** Grants extraordinary privileges, such as root's keys. */
  privileged: z.boolean().optional(),

  /** `RSA_2048`, `EC_prime256v1`, `SYMMETRIC_DEFAULT` … in the cloud's words. */
  keyAlgorithm: z.string().optional(),
  signatureAlgorithm: z.string().optional(),
  /** Keys: `ENCRYPT_DECRYPT`, `SIGN_VERIFY` … in the cloud's words. */
  keyUsage: z.string().optional(),
  /** Keys: `AWS_KMS`, `EXTERNAL` … in the cloud's words. */
  origin: z.string().optional(),

  /** Tags or labels. Undefined if they were not read: some clouds return them only in separate calls. */
  tags: z.record(z.string(), z.string()).optional(),
  owner: z.string().optional().describe('Who answers for it, from the tag that the configuration names.'),
  criticality: z.string().optional().describe('How much depends on it, from a tag likewise.'),
  environment: z.string().optional().describe('Where it is used, from a tag likewise: `production`.'),
  /** Facts for display only, not read by rules: `kmsKeyId`, `user`, `aliases`. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Fields that exist but could not be read: field → why. */
  unknown: z.record(z.string(), z.string()),
  /** Coarse fields that were read precisely: field → when. */
  precise: z.record(z.string(), instantSchema),
});
export type Skc = z.infer<typeof skcSchema>;

/** Attributes of an SKC that come from its tags. */
export const ATTRIBUTES = ['owner', 'criticality', 'environment'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];
export type Attributes = Partial<Record<Attribute, string>>;

/** Fields of an SKC that a rule may depend on. */
export type SkcField = keyof Skc;

/** An SKC as stored in the inventory. */
export const storedSkcSchema = skcSchema.extend({
  /** 1 at discovery, incremented by every change. */
  revision: z.number().int().positive(),
  discoveredAt: instantSchema,
  changedAt: instantSchema,
  /** When a run first found it absent. Its last metadata are kept. */
  absentAt: instantSchema.optional(),
});
export type StoredSkc = z.infer<typeof storedSkcSchema>;
