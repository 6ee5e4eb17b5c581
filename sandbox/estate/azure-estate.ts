import type { Instant } from '../../shared/model/instant.ts';
import type { Schedule } from './schedule.ts';

/** The declared Azure tenant of an organisation, with its past and its future. */
export interface AzureEstate {
  tenantId: string;
  /** Which Azure; the public one if not given. */
  cloud?: 'public' | 'us-government' | 'china';
  /** Sign-in without a secret: the application and the identity that it trusts. */
  federation: AzureFederation;
  subscriptions: AzureSubscription[];
  applications: EntraDeclaration[];
  servicePrincipals: EntraDeclaration[];
}

export interface AzureFederation {
  clientId: string;
  issuer: string;
  /** ARN of the trusted role. */
  subject: string;
  audience: string;
}

export interface AzureSubscription {
  id: string;
  name: string;
  /** Of another tenant that delegated it to this one (Azure Lighthouse). */
  tenantId?: string;
  state: 'Enabled' | 'Disabled';
  /** Names of the management groups above it, outermost first. */
  managementGroups: string[];
  tags?: Record<string, string>;
  vaults: VaultDeclaration[];
  hsms: HsmDeclaration[];
  storageAccounts: StorageAccountDeclaration[];
}

export interface VaultDeclaration {
  name: string;
  region: string;
  resourceGroup: string;
  access: 'rbac' | 'policies';
  retentionDays: number;
  purgeProtection: boolean;
  /** What blocks the reader: the firewall, a private endpoint, or a missing role or policy. */
  closed?: 'firewall' | 'private' | 'denied';
  /** Whether Resource Manager returns attributes even though the vault is closed. */
  attributesDenied?: boolean;
  secrets: VaultObjectDeclaration[];
  keys: VaultKeyDeclaration[];
  certificates: VaultCertificateDeclaration[];
}

export interface HsmDeclaration {
  name: string;
  region: string;
  resourceGroup: string;
  retentionDays: number;
  purgeProtection: boolean;
  keys: VaultKeyDeclaration[];
}

export interface VaultObjectDeclaration {
  name: string;
  createdAt: Instant;
  /** Further versions, created by a person or a job. */
  versions?: Schedule;
  /** Lifetime of each version in days; undefined: it never expires. */
  validDays?: number;
  notBefore?: Instant;
  disabledAt?: Instant;
  /** Edits of tags: they change only `updated`. */
  edits?: Schedule;
  /** Deleted, and purged after the vault's retention period unless it is recovered before. */
  deletion?: { at: Instant; restoredAt?: Instant };
  contentType?: string;
  tags?: Record<string, string>;
}

export interface VaultKeyDeclaration extends VaultObjectDeclaration {
  keyType: 'RSA' | 'EC' | 'RSA-HSM' | 'EC-HSM' | 'oct-HSM';
  /** Automatic rotation, in days after each version or before its expiry. */
  rotation?: { afterDays?: number; beforeExpiryDays?: number; expiresInDays?: number; failsFrom?: Instant };
}

export interface VaultCertificateDeclaration extends VaultObjectDeclaration {
  validDays: number;
  /** `Self`, `Unknown`, or the name of an issuer that the vault is connected to. */
  issuer: string;
  action: 'AutoRenew' | 'EmailContacts';
  beforeDays?: number;
  lifetimePercentage?: number;
  keyType: 'RSA' | 'EC';
  keySize?: number;
  curve?: string;
  subject: string;
  /** From this instant the issuer returns an error. */
  failsFrom?: Instant;
}

export interface StorageAccountDeclaration {
  name: string;
  region: string;
  resourceGroup: string;
  createdAt: Instant;
  /** When each key was created or regenerated; old accounts have no dates. */
  key1?: Schedule;
  key2?: Schedule;
  keyPolicyDays?: number;
  sharedKeyAccess: boolean;
  tags?: Record<string, string>;
}

/** An application or service principal of the tenant. */
export interface EntraDeclaration {
  id: string;
  appId: string;
  name: string;
  /** Plain texts. */
  tags?: string[];
  /** Owned by Microsoft, a managed identity, or owned by the organisation. */
  owner: 'organisation' | 'microsoft' | 'managed-identity';
  createdAt: Instant;
  secrets: EntraCredentialDeclaration[];
  certificates: EntraCertificateDeclaration[];
  /** Key id of the certificate that currently signs SAML responses. */
  samlSigningKeyId?: string;
}

export interface EntraCredentialDeclaration {
  keyId: string;
  name?: string;
  createdAt: Instant;
  /** Undefined: it never expires. */
  endsAt?: Instant;
  removedAt?: Instant;
}

export interface EntraCertificateDeclaration extends EntraCredentialDeclaration {
  thumbprint: string;
  /** A signing certificate has several entries: Sign, Verify and a password of the same id. */
  usage: 'Verify' | 'Sign';
}
