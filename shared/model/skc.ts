import * as z from 'zod';
import { accountKeySchema, CLOUDS } from './account.ts';
import { instantSchema } from './fields.ts';

export const KINDS = ['secret', 'key', 'certificate'] as const;
export type Kind = (typeof KINDS)[number];

/** `<cloud>.<type>`: `aws.secrets-manager-secret`, `azure.key-vault-key`. The registries know which exist. */
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
 * The metadata of one secret, key or certificate, as one reading of its target gave it. Never its value.
 *
 * An optional field that is missing means that the cloud gives none (a secret has no `keyAlgorithm`); a field that
 * exists but could not be read stands in `unknown` with the reason, and then whatever the field itself holds is only
 * the last known value.
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
  /** The cloud's own word for its status, as it stands. */
  status: z.string().optional(),

  createdAt: instantSchema.optional(),
  notBefore: instantSchema
    .optional()
    .describe('Valid from then on: the start of its life, which `expiresAt` ends.'),
  expiresAt: instantSchema.optional(),

  /** Identifies the version in force, where the cloud names versions. */
  currentVersion: z.string().optional(),
  /** When the version in force was made: the age that rotation rules count. */
  versionCreatedAt: instantSchema.optional(),
  lastRotatedAt: instantSchema.optional(),
  /** True where a person or job made the newest rotation of a key that its service could rotate. */
  rotatedOnDemand: z.boolean().optional(),
  /** True where the service rotates by itself. */
  rotationEnabled: z.boolean().optional(),
  rotationPeriodDays: z.number().optional(),
  /** Hours after `rotationDueAt` within which the service may still rotate. */
  rotationWindowHours: z.number().optional(),
  rotationDueAt: instantSchema.optional(),

  /** Who renews a certificate: the service that issued it, or a person. */
  renewedBy: z.enum(['service', 'person']).optional(),
  renewalStatus: z.enum(['pending', 'pending-validation', 'succeeded', 'failed']).optional(),
  renewalReason: z.string().optional(),
  renewsDaysBefore: z
    .number()
    .optional()
    .describe('Days before the end at which its service renews it, where the cloud or its policy says so.'),

  lastUsedAt: instantSchema.optional(),
  /** Certificates: attached to something now. */
  inUse: z.boolean().optional(),
  /** Certificates: its private key may have left the service, so use cannot be seen. */
  exported: z.boolean().optional(),

  deletionScheduledAt: instantSchema.optional(),
  deletionDueAt: instantSchema.optional(),
  deletionWaitsForReplicas: z
    .boolean()
    .optional()
    .describe('Deletion is requested and happens once its replicas are deleted; there is no date for it.'),
  deleted: z.boolean().optional().describe('Deleted already; it can be recovered until `deletionDueAt`.'),
  /** The cloud destroys it by itself when `expiresAt` comes. */
  destroysItself: z.boolean().optional(),

  /** Id of the primary of which this is a replica; rules judge the primary. */
  replicaOf: z.string().optional(),
  replicated: z.boolean().optional().describe('It has replicas in other locations.'),
  /** Id of a newer one beside it that is valid and does the same: then its own end stops nobody. */
  supersededBy: z.string().optional(),
  /** The cloud service that made it and looks after it: `rds`, `cloudfront`. */
  ownedBy: z.string().optional(),
  ofRoot: z.boolean().optional().describe('A credential of the account’s root user.'),
  /** Grants more than ordinary rights: root's keys. */
  privileged: z.boolean().optional(),

  /** `RSA_2048`, `EC_prime256v1`, `SYMMETRIC_DEFAULT` … in the cloud's words. */
  keyAlgorithm: z.string().optional(),
  signatureAlgorithm: z.string().optional(),
  /** Keys: `ENCRYPT_DECRYPT`, `SIGN_VERIFY` … in the cloud's words. */
  keyUsage: z.string().optional(),
  /** Keys: `AWS_KMS`, `EXTERNAL` … in the cloud's words. */
  origin: z.string().optional(),

  /** Tags or labels. Absent where they were not read: some clouds give them only on request, which nothing made. */
  tags: z.record(z.string(), z.string()).optional(),
  owner: z.string().optional().describe('Who answers for it, from the tag that the configuration names.'),
  criticality: z.string().optional().describe('How much depends on it, from a tag likewise.'),
  environment: z.string().optional().describe('Where it is used, from a tag likewise: `production`.'),
  /** Plain facts that no rule reads, for the person who looks: `kmsKeyId`, `user`, `aliases`. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Fields that exist but could not be read: field → why. */
  unknown: z.record(z.string(), z.string()),
  /** Coarse fields that were read again precisely: field → when. */
  precise: z.record(z.string(), instantSchema),
});
export type Skc = z.infer<typeof skcSchema>;

/** Facts of an SKC that are taken from its tags. */
export const ATTRIBUTES = ['owner', 'criticality', 'environment'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];
export type Attributes = Partial<Record<Attribute, string>>;

/** Fields of a SKC that a rule may rest on. */
export type SkcField = keyof Skc;

/** An SKC as the inventory keeps it. */
export const storedSkcSchema = skcSchema.extend({
  /** 1 at discovery, one more with every change. */
  revision: z.number().int().positive(),
  discoveredAt: instantSchema,
  changedAt: instantSchema,
  /** First run that found it gone. Its last metadata stay. */
  absentAt: instantSchema.optional(),
});
export type StoredSkc = z.infer<typeof storedSkcSchema>;
