import type { Cloud } from '../model/account.ts';

/** Number of the release, as far as permissions are concerned: increased when {@link EARLIER_PERMISSIONS} changes. */
export const PERMISSIONS_RELEASE = 2;

/**
 * The permissions that reading roles of the previous release grant (commit 30e0f71). A role that has not been updated
 * lacks all others. Each release replaces this list.
 */
export const EARLIER_PERMISSIONS: Readonly<Record<Cloud, readonly string[]>> = {
  aws: [
    'account:GetAlternateContact',
    'account:ListRegions',
    'acm:DescribeCertificate',
    'acm:ListCertificates',
    'iam:GenerateCredentialReport',
    'iam:GetAccessKeyLastUsed',
    'iam:GetAccountSummary',
    'iam:GetCredentialReport',
    'iam:ListAccessKeys',
    'kms:DescribeKey',
    'kms:GetKeyRotationStatus',
    'kms:ListAliases',
    'kms:ListKeyRotations',
    'kms:ListKeys',
    'secretsmanager:DescribeSecret',
    'secretsmanager:ListSecretVersionIds',
    'secretsmanager:ListSecrets',
  ],
  azure: [
    'Application.Read.All',
    'Microsoft.KeyVault/managedHSMs/read',
    'Microsoft.KeyVault/managedHsm/keys/read/action',
    'Microsoft.KeyVault/vaults/certificates/read',
    'Microsoft.KeyVault/vaults/keyrotationpolicies/read',
    'Microsoft.KeyVault/vaults/keys/read',
    'Microsoft.KeyVault/vaults/read',
    'Microsoft.KeyVault/vaults/secrets/read',
    'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    'Microsoft.ResourceGraph/resources/read',
    'Microsoft.Resources/subscriptions/read',
    'Microsoft.Storage/storageAccounts/read',
  ],
  gcp: [
    'apikeys.keys.get',
    'apikeys.keys.list',
    'certificatemanager.certs.get',
    'certificatemanager.certs.list',
    'cloudasset.assets.listResource',
    'cloudkms.cryptoKeyVersions.list',
    'cloudkms.cryptoKeys.get',
    'cloudkms.cryptoKeys.list',
    'cloudkms.keyRings.list',
    'cloudkms.locations.list',
    'compute.sslCertificates.get',
    'compute.sslCertificates.list',
    'iam.serviceAccountKeys.get',
    'iam.serviceAccountKeys.list',
    'iam.serviceAccounts.list',
    'resourcemanager.projects.get',
    'secretmanager.locations.list',
    'secretmanager.secrets.get',
    'secretmanager.secrets.list',
    'secretmanager.versions.list',
  ],
};

/** Whether a role of the previous release lacks the permission. @param action as declared by a source. */
export function isNewPermission(cloud: Cloud, action: string): boolean {
  return !EARLIER_PERMISSIONS[cloud].includes(action);
}
