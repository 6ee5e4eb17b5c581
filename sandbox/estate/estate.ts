import type { Instant } from '../../shared/model/instant.ts';
import type { DeclaredKey } from '../aws/value-reads.ts';
import type { AzureEstate } from './azure-estate.ts';
import type { GcpEstate } from './gcp-estate.ts';
import type { Schedule } from './schedule.ts';

/**
 * A declared organisation: the content of its clouds, past and future. Every event is a {@link Schedule}, so that the
 * same estate shows, at a later clock, what happened in between.
 */
export interface Estate {
  /** The sandbox's clock at the first start. */
  epoch: Instant;
  organisation: EstateOrganisation;
  accounts: EstateAccount[];
  /** E-mail addresses and URLs whose subscriptions are never confirmed. */
  neverConfirm: string[];
  /** The organisation's Azure tenant; undefined: the sandbox has none. */
  azure?: AzureEstate;
  /** The organisation's projects in Google Cloud; undefined: the sandbox has none. */
  gcp?: GcpEstate;
}

export interface EstateOrganisation {
  id: string;
  rootId: string;
  managementAccountId: string;
  units: EstateUnit[];
  /** ListAccounts returns an empty page with a token before the last page, as AWS may. */
  emptyPages?: boolean;
}

/** An organisational unit; `parentId` is another unit's id or the root's. */
export interface EstateUnit {
  id: string;
  name: string;
  parentId: string;
}

export interface EstateAccount {
  id: string;
  name: string;
  email: string;
  state: 'ACTIVE' | 'SUSPENDED';
  /** A unit's id or the root's. */
  parentId: string;
  joinedAt: Instant;
  tags?: Record<string, string>;
  regions: EstateRegion[];
  /** Roles that the organisation's other accounts may assume; an account without them denies AssumeRole. */
  roles: EstateRole[];
  /** AWS's own alternate contact for security. */
  securityContact?: EstateSecurityContact;
  denials: Denial[];
  secrets: SecretDeclaration[];
  keys: KeyDeclaration[];
  /** The product's own keys, which its functions may use as declared. */
  declaredKeys?: DeclaredKey[];
  certificates: CertificateDeclaration[];
  users: UserDeclaration[];
  rootKeys: AccessKeyDeclaration[];
}

export interface EstateRegion {
  name: string;
  status: 'ENABLED' | 'ENABLED_BY_DEFAULT' | 'DISABLED';
}

export interface EstateRole {
  name: string;
  externalId?: string;
}

export interface EstateSecurityContact {
  name: string;
  title: string;
  email: string;
  phone: string;
}

/** A permanent denial: by a service control policy, a missing identity policy, or a key policy. */
export interface Denial {
  service: string;
  operations?: string[];
  region?: string;
  /** Applies only to requests whose body contains this text. */
  resource?: string;
  by: 'scp' | 'identity' | 'resource';
}

export interface SecretDeclaration {
  name: string;
  region: string;
  /** The six characters that Secrets Manager ends the ARN with. */
  suffix: string;
  description?: string;
  createdAt: Instant;
  /** When a person or job adds further versions, without the service's rotation. */
  versions?: Schedule;
  rotation?: SecretRotation;
  /** Edits of tags or description: they change only LastChangedDate. */
  edits?: Schedule;
  uses?: Schedule;
  deletion?: Deletion;
  kmsKeyId?: string;
  tags?: Record<string, string>;
  owningService?: string;
  /** Regions that hold a replica. */
  replicas?: string[];
}

export interface SecretRotation {
  everyDays: number;
  /** The first rotation; the others follow at `everyDays`. */
  firstAt: Instant;
  /** Length of the window in hours. */
  windowHours?: number;
  /** From this instant every rotation fails. */
  failsFrom?: Instant;
  /** When rotation was turned off; its rules remain, as in AWS. */
  offAt?: Instant;
}

/** Scheduled at `scheduledAt`, executed at `dueAt` unless cancelled before. */
export interface Deletion {
  scheduledAt: Instant;
  dueAt: Instant;
  cancelledAt?: Instant;
}

export interface KeyDeclaration {
  id: string;
  region: string;
  description?: string;
  /** With the prefix `alias/`. */
  aliases: string[];
  createdAt: Instant;
  manager: 'CUSTOMER' | 'AWS';
  spec: string;
  usage: 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC' | 'KEY_AGREEMENT';
  origin: 'AWS_KMS' | 'EXTERNAL' | 'AWS_CLOUDHSM' | 'EXTERNAL_KEY_STORE';
  /** Imported material only: its expiry; undefined: it does not expire. */
  validTo?: Instant;
  customKeyStoreId?: string;
  rotation?: { periodDays: number; enabledAt: Instant; offAt?: Instant };
  onDemandRotations?: Schedule;
  disabledAt?: Instant;
  deletion?: Deletion;
  /** A multi-region primary; a list without regions is a primary without replicas. */
  replicas?: string[];
  uses?: Schedule;
  tags?: Record<string, string>;
}

export interface CertificateDeclaration {
  id: string;
  region: string;
  domain: string;
  alternatives?: string[];
  type: 'AMAZON_ISSUED' | 'IMPORTED' | 'PRIVATE';
  keyPairOrigin?: 'AWS_MANAGED' | 'CUSTOMER_PROVIDED' | 'ACME';
  keyAlgorithm: string;
  signatureAlgorithm?: string;
  issuer?: string;
  createdAt: Instant;
  /** Never issued: validation is pending or has failed. */
  unissued?: 'PENDING_VALIDATION' | 'FAILED' | 'VALIDATION_TIMED_OUT';
  /** Further issues or imports by a person, after the one at `createdAt`. */
  reissues?: Schedule;
  validDays: number;
  renewal?: CertificateRenewal;
  inUseBy?: string[];
  exported?: boolean;
  managedBy?: 'CLOUDFRONT';
  revokedAt?: Instant;
  deletedAt?: Instant;
  tags?: Record<string, string>;
}

/** The renewal by ACM, `beforeDays` days before expiry. */
export interface CertificateRenewal {
  beforeDays: number;
  outcome: 'succeeds' | 'fails' | 'pending-validation' | 'pending';
  reason?: string;
}

export interface UserDeclaration {
  name: string;
  createdAt: Instant;
  deletedAt?: Instant;
  passwordUsedAt?: Instant;
  mfa?: boolean;
  tags?: Record<string, string>;
  keys: AccessKeyDeclaration[];
}

export interface AccessKeyDeclaration {
  id: string;
  createdAt: Instant;
  inactiveAt?: Instant;
  deletedAt?: Instant;
  uses?: Schedule;
  usedService?: string;
  usedRegion?: string;
}
