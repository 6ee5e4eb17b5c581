import type { Cloud } from '../model/account.ts';

/** Counts the releases by the permissions that they need: raised whenever {@link EARLIER_PERMISSIONS} is replaced. */
export const PERMISSIONS_RELEASE = 2;

/**
 * What the reading roles of the release before this one grant (commit 30e0f71): a role that was not updated yet lacks
 * all else. Replaced at each release by what that release asked for.
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

/** Whether a role made for the release before cannot have it. @param action as a source declares it. */
export function isNewPermission(cloud: Cloud, action: string): boolean {
  return !EARLIER_PERMISSIONS[cloud].includes(action);
}
