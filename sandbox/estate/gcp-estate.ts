import type { Instant } from '../../shared/model/instant.ts';
import type { Schedule } from './schedule.ts';

/** The projects of an organisation in Google Cloud, and who may sign in to them. */
export interface GcpEstate {
  organisationId: string;
  /** Without it nobody is let in by federation. */
  workloadIdentity?: GcpWorkloadIdentity;
  projects: GcpProject[];
}

/** A provider that trusts one AWS account, and the service account that its principals may act as. */
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
  /** Its deletion was requested here; its resources answer no more. */
  deletedAt?: Instant;
  /** Regions that its services offer. */
  locations: string[];
  /** APIs that are off: `certificatemanager.googleapis.com`. */
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
  /** Only for resources whose name holds this. */
  resource?: string;
}

export interface GcpSecretDeclaration {
  name: string;
  /** A regional secret's region; none: global. */
  region?: string;
  createdAt: Instant;
  /** When the versions were or will be added; none: an empty secret. */
  versions?: Schedule;
  /** From here on no version is enabled any more. */
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
  /** Versions that a person made. */
  versions?: Schedule;
  disabledAt?: Instant;
  /** All versions are scheduled for destruction, and destroyed when it is due. */
  destruction?: { scheduledAt: Instant; dueAt: Instant; cancelledAt?: Instant };
  labels?: Record<string, string>;
}

export interface GcpServiceAccountDeclaration {
  /** What stands before the `@`. */
  name: string;
  createdAt: Instant;
  disabledAt?: Instant;
  keys: GcpServiceAccountKeyDeclaration[];
}

export interface GcpServiceAccountKeyDeclaration {
  id: string;
  createdAt: Instant;
  /** None: 9999-12-31. */
  expiresAt?: Instant;
  disabledAt?: Instant;
  deletedAt?: Instant;
}

export interface GcpApiKeyDeclaration {
  uid: string;
  displayName: string;
  createdAt: Instant;
  deletedAt?: Instant;
  /** APIs that it is restricted to; none: it opens all that are on. */
  apis?: string[];
}

interface CertificateLife {
  name: string;
  createdAt: Instant;
  validDays: number;
  /** When a person uploaded a new one. */
  reissues?: Schedule;
  domains: string[];
  /** None: a person brought it. */
  managed?: GcpManagedCertificate;
  deletedAt?: Instant;
  /** Bits of its RSA key. */
  rsaBits?: 1024 | 2048 | 3072;
  labels?: Record<string, string>;
}

/** What Google does when `beforeDays` are left. */
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
  /** None: global. */
  region?: string;
}
