import type {
  CertificateClient,
  CertificatePolicy,
  CertificateProperties,
  DeletedCertificate,
} from '@azure/keyvault-certificates';
import * as z from 'zod';
import { linkedPages } from '../../clouds/azure/next-links.ts';
import { azureFailure, isAbsent } from '../../clouds/azure/problem.ts';
import type { AzureSession } from '../../clouds/azure/session.ts';
import { addDays, daysBetween, type Instant } from '../../model/instant.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import { detailFields } from '../fields.ts';
import type { AzureSource } from './azure-source.ts';
import { hasNoVersion } from './absence.ts';
import { withPolicies, type PolicyReading } from './policy-cache.ts';
import { normaliseItem } from './vault-item.ts';
import { refusesLink, vaultPages, type VaultLists } from './vault-pages.ts';
import { vaultPage } from './portal.ts';
import { recover } from './vault-steps.ts';

const READ = 'Microsoft.KeyVault/vaults/certificates/read';

/**
 * Certificates of Azure Key Vault, 25 a page, with issuer and lifetime action from their policy, and the renewal
 * status once renewal is due. The key and secret of the same name belong to the certificate and are left out.
 * Facts: Key Vault REST reference (`GetCertificates`, `GetCertificatePolicy`, `GetCertificateOperation`) and "About
 * certificate renewal".
 */
export const keyVaultCertificate: AzureSource = {
  type: 'azure.key-vault-certificate',
  cloud: 'azure',
  kind: 'certificate',
  title: 'Key Vault certificate',
  scope: 'regional',
  traits: {
    lastUse: 'never',
    algorithm: 'given',
    end: 'optional',
    standing: 'no',
    rotation: { by: 'none' },
    deletion: {},
    tags: 'listing',
  },
  nextSteps: {
    expired: renew,
    expiring: renew,
    'renewal-failed': fixRenewal,
    'pending-deletion': recover,
    'weak-cryptography': ({ location }) =>
      `Replace it in ${location} with an RSA-2048 or EC P-256 certificate signed with SHA-256.`,
  },
  console: (skc) => vaultPage(skc, 'Certificate'),
  per: 'vault',
  permissions: [{ action: READ, use: 'list' }],
  denied: ['Microsoft.KeyVault/vaults/certificates/backup/action'],
  precise: [],

  async *list(session, reading) {
    const { CertificateClient } = await import('@azure/keyvault-certificates');
    const client = session.vaultClient(CertificateClient, reading.target.location);
    const policy = certificatePolicy(client);
    const lists: VaultLists = {
      async *live(from) {
        for await (const { page, next } of linkedPages(client.listPropertiesOfCertificates(), from)) {
          const skcs = page.map((properties) => normaliseCertificate(properties, reading));
          const read = await withPolicies(skcs, reading, policy);
          yield { page: await Promise.all(read.map((skc) => withRenewal(session, reading, skc))), next };
        }
      },
      async *deleted(from) {
        for await (const { page, next } of linkedPages(client.listDeletedCertificates(), from))
          yield { page: page.map((entry) => normaliseCertificate(deletedItem(entry), reading)), next };
      },
    };
    yield* vaultPages(lists, session, reading);
  },

  refusesCursor: refusesLink,

  async isGone(session, skc) {
    const { CertificateClient } = await import('@azure/keyvault-certificates');
    const client = session.vaultClient(CertificateClient, skc.location);
    return hasNoVersion(client.listPropertiesOfCertificateVersions(skc.name));
  },
};

function renew(skc: Skc): string {
  if (skc.renewedBy === 'service') return fixRenewal(skc);
  return `Get a new certificate and import it into ${skc.location} as a new version.`;
}

function fixRenewal({ location }: Skc): string {
  return `Open it in ${location}, read its last operation, fix the issuer, then renew it.`;
}

function deletedItem({ properties, deletedOn, scheduledPurgeDate }: DeletedCertificate) {
  return { ...properties, deletedOn, scheduledPurgeDate };
}

/** Pure: converts an entry of a vault's certificate list to an SKC, without the fields from its policy. */
export function normaliseCertificate(
  item: CertificateProperties & { deletedOn?: Date | undefined; scheduledPurgeDate?: Date | undefined },
  { target, now }: Pick<Reading, 'target' | 'now'>,
): Skc {
  const thumbprint = item.x509Thumbprint;
  return normaliseItem(
    { ...item, name: item.name ?? '', vaultUrl: item.vaultUrl ?? '' },
    {
      target,
      now,
      type: 'azure.key-vault-certificate',
      kind: 'certificate',
      collection: 'certificates',
      details: {
        thumbprint:
          thumbprint === undefined ? undefined : Buffer.from(thumbprint).toString('hex').toUpperCase(),
      },
    },
  );
}

function certificatePolicy(client: CertificateClient): PolicyReading {
  return {
    mark: 'renewedBy',
    fields: ['renewedBy', 'renewsDaysBefore', 'origin', 'keyAlgorithm'],
    details: ['subject', 'lifetimeAction', 'reusesKey'],
    permission: READ,
    read: async (skc) => policyFacts(skc, await client.getCertificatePolicy(skc.name)),
  };
}

/** The issuer name of certificates that the vault cannot issue: a person obtains them. */
const UNKNOWN_ISSUER = 'Unknown';

/** Pure: derives a certificate's fields from its policy. */
export function policyFacts(skc: Skc, policy: CertificatePolicy): Partial<Skc> {
  const renews = (policy.lifetimeActions ?? []).find(({ action }) => action === 'AutoRenew');
  const first = policy.lifetimeActions?.[0];
  const renewsDaysBefore = daysBefore(skc, first);
  return {
    // A vault cannot renew with an unknown issuer, whatever the policy says.
    renewedBy: renews !== undefined && policy.issuerName !== UNKNOWN_ISSUER ? 'service' : 'person',
    ...(policy.issuerName === undefined ? {} : { origin: policy.issuerName }),
    ...(renewsDaysBefore === undefined ? {} : { renewsDaysBefore }),
    ...algorithmOf(policy),
    details: detailFields({
      subject: policy.subject,
      lifetimeAction: first?.action,
      reusesKey: policy.reuseKey,
    }),
  };
}

/** `RSA_2048`, `EC_P-256`: the names that the rule `weak-cryptography` expects. */
function algorithmOf({ keyType, keySize, keyCurveName }: CertificatePolicy): Pick<Skc, 'keyAlgorithm'> {
  const family = keyType?.replace(/-HSM$/, '');
  if (family === 'RSA' && keySize !== undefined) return { keyAlgorithm: `RSA_${keySize}` };
  if (family === 'EC' && keyCurveName !== undefined) return { keyAlgorithm: `EC_${keyCurveName}` };
  return {};
}

/** Days before expiry at which the action is due; a percentage is of the certificate's lifetime. */
function daysBefore(
  skc: Skc,
  action: { daysBeforeExpiry?: number | undefined; lifetimePercentage?: number | undefined } | undefined,
): number | undefined {
  if (action?.daysBeforeExpiry !== undefined) return action.daysBeforeExpiry;
  const { notBefore, expiresAt } = skc;
  if (action?.lifetimePercentage === undefined || notBefore === undefined || expiresAt === undefined)
    return undefined;
  return Math.round((daysBetween(notBefore, expiresAt) * (100 - action.lifetimePercentage)) / 100);
}

const operationSchema = z.object({
  status: z.string().nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});

/** Reads the certificate's last operation, the only place that shows whether a due renewal failed. */
async function withRenewal(session: AzureSession, reading: Reading, skc: Skc): Promise<Skc> {
  if (!shouldBeRenewing(skc, reading.now)) return skc;
  try {
    const { status, error } = await session
      .vaultRest(skc.location)
      .get(`/certificates/${encodeURIComponent(skc.name)}/pending?api-version=7.6`, operationSchema);
    if (error !== undefined && error !== null)
      return {
        ...skc,
        renewalStatus: 'failed',
        renewalReason: (error.message ?? error.code ?? 'no reason given').slice(0, 200),
      };
    return { ...skc, renewalStatus: status === 'inProgress' ? 'pending' : 'succeeded' };
  } catch (error) {
    // No operation was started, so nothing has failed yet.
    if (isAbsent(error)) return { ...skc, renewalStatus: 'pending' };
    const { problem } = azureFailure(error, READ);
    reading.problem({ ...problem, skcs: 1 });
    return { ...skc, unknown: { ...skc.unknown, renewalStatus: `${problem.code} on ${problem.operation}` } };
  }
}

function shouldBeRenewing(skc: Skc, now: Instant): boolean {
  if (skc.renewedBy !== 'service' || skc.expiresAt === undefined || skc.state !== 'active') return false;
  return now >= addDays(skc.expiresAt, -Math.max(skc.renewsDaysBefore ?? 0, 60));
}
