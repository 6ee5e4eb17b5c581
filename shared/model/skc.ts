import * as z from 'zod';
import { accountKeySchema, CLOUDS } from './account.ts';
import { instantSchema, textsSchema } from './fields.ts';

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

/** Why an SKC cannot do its work. */
export const UNUSABLE = [
  'revoked',
  'inactive',
  'not-issued',
  'unavailable',
  'material-deleted',
  'replication-failed',
] as const;

/**
 * The metadata of one secret, key or certificate, from one reading of its target. Never its value.
 *
 * A missing optional field means that it does not exist (a secret has no `keyAlgorithm`). A field that exists but
 * could not be read is listed in `unknown` with the reason; its own value is then only the last known one.
 */
export const skcSchema = z.object({
  id: z.string().min(1).describe('The cloud’s own full resource name, without version'),
  kind: z.enum(KINDS).describe('`secret`, `key` or `certificate`'),
  type: z
    .custom<SkcType>((value) => typeof value === 'string' && /^(aws|azure|gcp)\.[a-z0-9-]+$/.test(value))
    .describe('type of SKC: `aws.kms-key`'),
  cloud: z.enum(CLOUDS).describe('`aws`, `azure` or `gcp`'),
  account: accountKeySchema.describe('the account’s key: `aws#123456789012`'),
  location: z.string().min(1).describe('Region, or `global`'),
  name: z.string().describe('its name for people'),
  state: z.enum(STATES).describe('lifecycle state of NIST SP 800-57'),
  status: z.string().optional().describe('The cloud’s own status, unchanged'),

  createdAt: instantSchema.optional().describe('when it was made'),
  notBefore: instantSchema.optional().describe('Start of its validity, which ends at `expiresAt`.'),
  expiresAt: instantSchema
    .optional()
    .describe('When it ends, or ended: an end that is no longer returned keeps its last known value'),
  expiresAtFrom: z
    .enum(['tag'])
    .optional()
    .describe('`tag`: `expiresAt` was read from a tag or label that the configuration names'),

  currentVersion: z.string().optional().describe('Id of the current version, if the cloud has versions'),
  versionCreatedAt: instantSchema
    .optional()
    .describe('When the current version was created. Rotation rules count its age from then'),
  lastRotatedAt: instantSchema.optional().describe('when it was last rotated'),
  rotatedOnDemand: z
    .boolean()
    .optional()
    .describe('True if the last rotation was made on demand, although the service can rotate the key'),
  rotationEnabled: z.boolean().optional().describe('True if the service rotates it automatically'),
  rotationPeriodDays: z.number().optional().describe('days between rotations'),
  rotationWindowHours: z
    .number()
    .optional()
    .describe('Hours after `rotationDueAt` during which the service may still rotate it'),
  rotationDueAt: instantSchema.optional().describe('when it is rotated next, or must be'),
  rotationSeenAt: instantSchema
    .optional()
    .describe(
      'The first run that saw automatic rotation on with its present schedule. Where rotation was on before runs recorded this: `discoveredAt`',
    ),
  rotationPending: z
    .boolean()
    .optional()
    .describe('A version is left pending from a rotation that did not finish'),

  renewedBy: z
    .enum(['service', 'person'])
    .optional()
    .describe('Who renews a certificate: the service that issued it, or a person'),
  renewalStatus: z
    .enum(['pending', 'pending-validation', 'succeeded', 'failed'])
    .optional()
    .describe('how its renewal goes'),
  renewalReason: z.string().optional().describe('why its renewal failed or waits'),
  renewsDaysBefore: z
    .number()
    .optional()
    .describe('Days before expiry at which its service renews it, if known from the cloud or its policy.'),

  lastUsedAt: instantSchema
    .optional()
    .describe('when it was last used, to the week unless the cloud tells more'),
  inUse: z.boolean().optional().describe('Certificates: currently attached to a resource'),
  exported: z
    .boolean()
    .optional()
    .describe('Certificates: the private key may have been exported, so its use cannot be seen'),

  unusable: z
    .enum(UNUSABLE)
    .optional()
    .describe(
      'Why it cannot do its work, by the state in its cloud; undefined where material was never imported or has ended',
    ),
  leakedBecause: z
    .string()
    .optional()
    .describe('The cloud itself says that it was exposed: its flag, in a few words for a sentence'),

  deletionScheduledAt: instantSchema.optional().describe('when its deletion was requested'),
  deletionDueAt: instantSchema.optional().describe('when it is deleted for good'),
  deletionWaitsForReplicas: z
    .boolean()
    .optional()
    .describe('Deletion was requested and takes place once its replicas are deleted; it has no date.'),
  deleted: z.boolean().optional().describe('Already deleted; it can be recovered until `deletionDueAt`.'),
  destroysItself: z.boolean().optional().describe('The cloud deletes it automatically at `expiresAt`'),

  replicaOf: z
    .string()
    .optional()
    .describe(
      'Id of the primary if this is a replica. Its end, state and deletion are its own; rotation and use are judged on the primary',
    ),
  replicated: z.boolean().optional().describe('It has replicas in other locations.'),
  supersededBy: z
    .string()
    .optional()
    .describe('Id of a newer, valid SKC that replaces it, so its own expiry has no impact'),
  supersededAt: instantSchema
    .optional()
    .describe('When its newer, valid successor was made, which may be a version of the same SKC'),
  holder: z
    .string()
    .optional()
    .describe('Id of the principal or vault whose credential it is, to find alike ones of one maker'),
  empty: z.boolean().optional().describe('It holds no version, so there is nothing that could leak'),
  ownedBy: z
    .string()
    .optional()
    .describe('The cloud service that created and manages it: `rds`, `cloudfront`'),
  ofRoot: z.boolean().optional().describe('A credential of the account’s root user.'),
  privileged: z.boolean().optional().describe('Grants extraordinary privileges, such as root’s keys'),

  keyAlgorithm: z
    .string()
    .optional()
    .describe('`RSA_2048`, `EC_prime256v1`, `SYMMETRIC_DEFAULT` … in the cloud’s words'),
  signatureAlgorithm: z.string().optional().describe('certificates: in the cloud’s words'),
  keyUsage: z.string().optional().describe('Keys: `ENCRYPT_DECRYPT`, `SIGN_VERIFY` … in the cloud’s words'),
  origin: z.string().optional().describe('Keys: `AWS_KMS`, `EXTERNAL` … in the cloud’s words'),

  tags: textsSchema
    .optional()
    .describe(
      'Tags, labels or annotations. Undefined if they were not read (some clouds return them only in separate calls) or the type has none',
    ),
  owner: z.string().optional().describe('Who answers for it, from the tag that the configuration names'),
  criticality: z.string().optional().describe('How much depends on it, from a tag likewise'),
  environment: z.string().optional().describe('Where it is used, from a tag likewise: `production`'),
  details: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe('Facts for display only, not read by rules: `kmsKeyId`, `user`, `aliases`'),
  unknown: z.record(z.string(), z.string()).describe('Fields that exist but could not be read: field → why'),
  precise: z
    .record(z.string(), instantSchema)
    .describe('Coarse fields that were read precisely: field → when'),
});
export type Skc = z.infer<typeof skcSchema>;

/** Attributes of an SKC that come from its tags. */
export const ATTRIBUTES = ['owner', 'criticality', 'environment'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];
export type Attributes = { [each in Attribute]?: string | undefined };

/** Fields of an SKC that a rule may depend on. */
export type SkcField = keyof Skc;

/** An SKC as stored in the inventory. */
export const storedSkcSchema = skcSchema.extend({
  revision: z.number().int().positive().describe('1 at discovery, incremented by every change'),
  discoveredAt: instantSchema.describe('first run that saw it'),
  changedAt: instantSchema.describe('last run that found it different'),
  absentAt: instantSchema.optional().describe('When a run first found it absent. Its last metadata are kept'),
});
export type StoredSkc = z.infer<typeof storedSkcSchema>;
