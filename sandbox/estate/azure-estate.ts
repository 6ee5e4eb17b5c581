import type { Instant } from '../../shared/model/instant.ts';
import type { Schedule } from './schedule.ts';

/** The declared Azure tenant of an organisation, with its past and its future. */
export interface AzureEstate {
  tenantId: string;
  /** Who may sign in without a secret: the application and what it trusts. */
  federation: AzureFederation;
  subscriptions: AzureSubscription[];
  applications: EntraDeclaration[];
  servicePrincipals: EntraDeclaration[];
}

export interface AzureFederation {
  clientId: string;
  issuer: string;
  /** ARN of the role that is trusted. */
  subject: string;
  audience: string;
}

export interface AzureSubscription {
  id: string;
  name: string;
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
  /** Keeps the reader out: its firewall, a private endpoint, or want of a role or policy. */
  closed?: 'firewall' | 'private' | 'denied';
  /** Where the vault is closed, Resource Manager may tell attributes nevertheless. */
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
  /** Further versions, put by hand or job. */
  versions?: Schedule;
  /** Each version ends so many days after it was made; without it never. */
  validDays?: number;
  notBefore?: Instant;
  disabledAt?: Instant;
  /** Edits of tags: they move `updated` and nothing else. */
  edits?: Schedule;
  /** Deleted, and purged after the vault's retention unless it was restored before. */
  deletion?: { at: Instant; restoredAt?: Instant };
  contentType?: string;
  tags?: Record<string, string>;
}

export interface VaultKeyDeclaration extends VaultObjectDeclaration {
  keyType: 'RSA' | 'EC' | 'RSA-HSM' | 'EC-HSM' | 'oct-HSM';
  /** Rotates by itself so many days after each version, or so many before its end. */
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
  /** From here on the issuer answers with an error. */
  failsFrom?: Instant;
}

export interface StorageAccountDeclaration {
  name: string;
  region: string;
  resourceGroup: string;
  createdAt: Instant;
  /** When each key was made or regenerated; without dates the account is too old to tell. */
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
  /** Microsoft's own, a managed identity, or the organisation's. */
  owner: 'organisation' | 'microsoft' | 'managed-identity';
  createdAt: Instant;
  secrets: EntraCredentialDeclaration[];
  certificates: EntraCertificateDeclaration[];
  /** Key id of the certificate that signs SAML answers now. */
  samlSigningKeyId?: string;
}

export interface EntraCredentialDeclaration {
  keyId: string;
  name?: string;
  createdAt: Instant;
  /** None: it never ends. */
  endsAt?: Instant;
  removedAt?: Instant;
}

export interface EntraCertificateDeclaration extends EntraCredentialDeclaration {
  thumbprint: string;
  /** Signing ones come as several entries: Sign, Verify and a password of the same id. */
  usage: 'Verify' | 'Sign';
}
