import type { Instant } from '../../shared/model/instant.ts';
import type { Schedule } from './schedule.ts';

/** The projects of an organisation in Google Cloud, and who may sign in to them. */
export interface GcpEstate {
  organisationId: string;
  /** Undefined: federated sign-in is refused. */
  workloadIdentity?: GcpWorkloadIdentity;
  projects: GcpProject[];
}

/** A provider that trusts one AWS account, and the service account that its principals may impersonate. */
export interface GcpWorkloadIdentity {
  /** `//iam.googleapis.com/projects/…/providers/…`. */
  audience: string;
  awsAccountId: string;
  /** Only this role of the account: the provider's attribute condition. */
  awsRole?: string;
  serviceAccount: string;
}

export interface GcpProject {
  id: string;
  number: string;
  name: string;
  /** `folders/…` or `organizations/…`. */
  parent: string;
  createdAt: Instant;
  /** When its deletion was requested; its resources are unavailable from then on. */
  deletedAt?: Instant;
  /** Regions that its services offer. */
  locations: string[];
  /** Disabled APIs: `certificatemanager.googleapis.com`. */
  disabledApis?: string[];
  denials?: GcpDenial[];
  secrets: GcpSecretDeclaration[];
  keys: GcpKeyDeclaration[];
  serviceAccounts: GcpServiceAccountDeclaration[];
  apiKeys: GcpApiKeyDeclaration[];
  certificates: GcpCertificateDeclaration[];
  sslCertificates: GcpSslCertificateDeclaration[];
}

/** A permission that the reader lacks in a project. */
export interface GcpDenial {
  permission: string;
  /** Applies only to resources whose name contains this text. */
  resource?: string;
}

export interface GcpSecretDeclaration {
  name: string;
  /** Region of a regional secret; undefined: global. */
  region?: string;
  createdAt: Instant;
  /** When versions are added; undefined: the secret has none. */
  versions?: Schedule;
  /** From this instant no version is enabled. */
  disabledAt?: Instant;
  /** All versions are scheduled for destruction. */
  destruction?: { scheduledAt: Instant; dueAt: Instant };
  rotation?: { everyDays: number; firstAt: Instant; setAt?: Instant };
  expiresAt?: Instant;
  deletedAt?: Instant;
  labels?: Record<string, string>;
  replicas?: string[];
  kmsKey?: string;
}

export interface GcpKeyDeclaration {
  ring: string;
  name: string;
  location: string;
  createdAt: Instant;
  purpose: 'ENCRYPT_DECRYPT' | 'ASYMMETRIC_SIGN' | 'ASYMMETRIC_DECRYPT' | 'MAC';
  algorithm: string;
  protectionLevel: 'SOFTWARE' | 'HSM' | 'EXTERNAL' | 'EXTERNAL_VPC';
  importOnly?: boolean;
  rotation?: { everyDays: number; firstAt: Instant; offAt?: Instant };
  /** Versions created by a person. */
  versions?: Schedule;
  disabledAt?: Instant;
  /** All versions are scheduled for destruction and destroyed on the due date. */
  destruction?: { scheduledAt: Instant; dueAt: Instant; cancelledAt?: Instant };
  labels?: Record<string, string>;
}

export interface GcpServiceAccountDeclaration {
  /** The part before the `@`. */
  name: string;
  createdAt: Instant;
  disabledAt?: Instant;
  keys: GcpServiceAccountKeyDeclaration[];
}

export interface GcpServiceAccountKeyDeclaration {
  id: string;
  createdAt: Instant;
  /** Undefined: 9999-12-31. */
  expiresAt?: Instant;
  disabledAt?: Instant;
  /** When it was enabled again. */
  enabledAt?: Instant;
  /** Google found it published there, and disabled it. */
  exposed?: { at: Instant; where: string };
  deletedAt?: Instant;
}

export interface GcpApiKeyDeclaration {
  uid: string;
  displayName: string;
  createdAt: Instant;
  deletedAt?: Instant;
  /** APIs that it is restricted to; undefined: all enabled APIs. */
  apis?: string[];
  annotations?: Record<string, string>;
}

interface CertificateLife {
  name: string;
  createdAt: Instant;
  validDays: number;
  /** When a person uploaded a new one. */
  reissues?: Schedule;
  domains: string[];
  /** Undefined: a person uploaded it. */
  managed?: GcpManagedCertificate;
  deletedAt?: Instant;
  /** Size of its RSA key in bits. */
  rsaBits?: 1024 | 2048 | 3072;
  labels?: Record<string, string>;
}

/** The renewal by Google, `beforeDays` days before expiry. */
export interface GcpManagedCertificate {
  beforeDays: number;
  outcome: 'succeeds' | 'fails' | 'waits-for-dns';
  /** It was never issued. */
  unissued?: boolean;
}

export interface GcpCertificateDeclaration extends CertificateLife {
  location: string;
}

export interface GcpSslCertificateDeclaration extends CertificateLife {
  /** Undefined: global. */
  region?: string;
}
