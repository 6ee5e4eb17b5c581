import * as z from 'zod';
import { azureFailure, isAbsent } from '../../clouds/azure/problem.ts';
import type { AzureRest } from '../../clouds/azure/rest.ts';
import { addDays, daysBetween, type Instant } from '../../model/instant.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import { detailFields, wordField, type Unread } from '../fields.ts';
import type { AzureSource } from './azure-source.ts';
import { withPolicies, type PolicyReading } from './policy-cache.ts';
import { normaliseItem, type VaultItem } from './vault-item.ts';
import { hasNoVersion, VAULT_API, vaultList } from './vault-list.ts';
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
    const vault = session.vault(reading.target.location);
    const policy = certificatePolicy(vault);
    const listed = (list: 'live' | 'deleted', from: string | undefined) =>
      vaultList(vault, { collection: 'certificates', list, from }, reading, READ);
    const lists: VaultLists = {
      async *live(from) {
        for await (const { entries, next } of listed('live', from)) {
          const skcs = entries.map((item) => normaliseCertificate(item, reading));
          const read = await withPolicies(skcs, reading, policy);
          const renewing = await Promise.all(read.map((skc) => withRenewal(vault, reading, skc)));
          yield { entries: renewing.filter((skc) => skc !== undefined), next };
        }
      },
      async *deleted(from) {
        for await (const { entries, next } of listed('deleted', from))
          yield { entries: entries.map((item) => normaliseCertificate(item, reading)), next };
      },
    };
    yield* vaultPages(lists, session, reading);
  },

  refusesCursor: refusesLink,

  isGone: (session, skc) => hasNoVersion(session.vault(skc.location), 'certificates', skc.name),
};

function renew(skc: Skc): string {
  if (skc.renewedBy === 'service') return fixRenewal(skc);
  return `Get a new certificate and import it into ${skc.location} as a new version.`;
}

function fixRenewal({ location }: Skc): string {
  return `Open it in ${location}, read its last operation, fix the issuer, then renew it.`;
}

/** Pure: converts an entry of a vault's certificate list to an SKC, without the fields from its policy. */
export function normaliseCertificate(item: VaultItem, { target, now }: Pick<Reading, 'target' | 'now'>): Skc {
  return normaliseItem(item, {
    target,
    now,
    type: 'azure.key-vault-certificate',
    kind: 'certificate',
    collection: 'certificates',
    details: { thumbprint: item.thumbprint },
  });
}

const text = z.string().optional();
const policySchema = z.object({
  key_props: z
    .object({ kty: text, key_size: z.number().optional(), crv: text, reuse_key: z.boolean().optional() })
    .optional(),
  x509_props: z.object({ subject: text }).optional(),
  lifetime_actions: z
    .array(
      z.object({
        action: z.object({ action_type: text }).optional(),
        trigger: z
          .object({ lifetime_percentage: z.number().optional(), days_before_expiry: z.number().optional() })
          .optional(),
      }),
    )
    .optional(),
  issuer: z.object({ name: text }).optional(),
});
/** Key Vault REST reference, `CertificatePolicy`. */
export type CertificatePolicy = z.input<typeof policySchema>;

function certificatePolicy(vault: AzureRest): PolicyReading {
  return {
    mark: 'renewedBy',
    fields: ['renewedBy', 'renewsDaysBefore', 'origin', 'keyAlgorithm'],
    details: ['subject', 'lifetimeAction', 'reusesKey'],
    permission: READ,
    read: async (skc) =>
      policyFacts(
        skc,
        await vault.get(`/certificates/${encodeURIComponent(skc.name)}/policy?${VAULT_API}`, policySchema),
      ),
    without: {
      renewedBy: 'person',
      unknown: { keyAlgorithm: 'the certificate has no policy, which names it' },
    },
    isGone: ({ name }) => hasNoVersion(vault, 'certificates', name),
  };
}

/** The issuer name of certificates that the vault cannot issue: a person obtains them. */
const UNKNOWN_ISSUER = 'Unknown';

/** Pure: derives a certificate's fields from its policy. What the policy lacks is unknown. */
export function policyFacts(
  skc: Pick<Skc, 'notBefore' | 'expiresAt'>,
  { issuer, lifetime_actions: actions, key_props: key, x509_props: x509 }: CertificatePolicy,
): Partial<Skc> {
  const [first] = actions ?? [];
  const renewsDaysBefore = daysBefore(skc, first?.trigger);
  const renewedBy = renewerOf(issuer?.name, actions);
  const keyAlgorithm = algorithmOf(key);
  const lacking = 'Azure returned the policy without it';
  return {
    ...(renewedBy === undefined ? {} : { renewedBy }),
    ...(issuer?.name === undefined ? {} : { origin: issuer.name }),
    ...(renewsDaysBefore === undefined ? {} : { renewsDaysBefore }),
    ...(keyAlgorithm === undefined ? {} : { keyAlgorithm }),
    details: detailFields({
      subject: x509?.subject,
      lifetimeAction: first?.action?.action_type,
      reusesKey: key?.reuse_key,
    }),
    unknown: {
      ...(renewedBy === undefined ? { renewedBy: lacking } : {}),
      ...(keyAlgorithm === undefined ? { keyAlgorithm: lacking } : {}),
    },
  };
}

/** Undefined if the policy does not tell. */
function renewerOf(
  issuer: string | undefined,
  actions: CertificatePolicy['lifetime_actions'],
): Skc['renewedBy'] {
  // A vault cannot renew with an unknown issuer, whatever the policy says.
  if (issuer === UNKNOWN_ISSUER) return 'person';
  if (actions === undefined) return undefined;
  if (!actions.some(({ action }) => action?.action_type === 'AutoRenew')) return 'person';
  return issuer === undefined ? undefined : 'service';
}

/** `RSA_2048`, `EC_P-256`: the names that the rule `weak-cryptography` expects. */
function algorithmOf(key: CertificatePolicy['key_props']): string | undefined {
  const family = key?.kty?.replace(/-HSM$/, '');
  if (family === 'RSA' && key?.key_size !== undefined) return `RSA_${key.key_size}`;
  if (family === 'EC' && key?.crv !== undefined) return `EC_${key.crv}`;
  return undefined;
}

/** Days before expiry at which the action is due; a percentage is of the certificate's lifetime. */
function daysBefore(
  { notBefore, expiresAt }: Pick<Skc, 'notBefore' | 'expiresAt'>,
  trigger: { lifetime_percentage?: number | undefined; days_before_expiry?: number | undefined } | undefined,
): number | undefined {
  if (trigger?.days_before_expiry !== undefined) return trigger.days_before_expiry;
  const percentage = trigger?.lifetime_percentage;
  if (percentage === undefined || notBefore === undefined || expiresAt === undefined) return undefined;
  return Math.round((daysBetween(notBefore, expiresAt) * (100 - percentage)) / 100);
}

const operationSchema = z.object({
  status: z.string().optional(),
  error: z.object({ code: z.string().optional(), message: z.string().optional() }).optional(),
});

/** Key Vault REST reference, `CertificateOperation.status`. A cancelled operation is followed by the vault's own. */
const STATUSES = {
  inProgress: 'pending',
  cancelled: 'pending',
  completed: 'succeeded',
  failed: 'failed',
} as const satisfies Record<string, Skc['renewalStatus']>;

/**
 * Reads the certificate's last operation, the only place that shows whether a due renewal failed.
 * @returns undefined if the certificate is gone.
 */
async function withRenewal(vault: AzureRest, reading: Reading, skc: Skc): Promise<Skc | undefined> {
  if (!shouldBeRenewing(skc, reading.now)) return skc;
  try {
    const address = `/certificates/${encodeURIComponent(skc.name)}/pending?${VAULT_API}`;
    const { status, error } = await vault.get(address, operationSchema);
    if (error !== undefined)
      return {
        ...skc,
        renewalStatus: 'failed',
        renewalReason: (error.message ?? error.code ?? 'no reason given').slice(0, 200),
      };
    const unread: Unread = { unknown: { ...skc.unknown } };
    const renewalStatus = wordField(status, STATUSES, 'renewalStatus', unread);
    if (status === undefined)
      unread.unknown['renewalStatus'] = 'Azure returned the operation without its status';
    return { ...skc, renewalStatus, unknown: unread.unknown };
  } catch (error) {
    try {
      // No operation was started, so nothing has failed yet; or the certificate is gone.
      if (isAbsent(error))
        return (await hasNoVersion(vault, 'certificates', skc.name))
          ? undefined
          : { ...skc, renewalStatus: 'pending' };
    } catch (again) {
      return withoutStatus(again, reading, skc);
    }
    return withoutStatus(error, reading, skc);
  }
}

function withoutStatus(error: unknown, reading: Reading, skc: Skc): Skc {
  const { problem } = azureFailure(error, READ);
  reading.problem({ ...problem, skcs: 1 });
  return { ...skc, unknown: { ...skc.unknown, renewalStatus: `${problem.code} on ${problem.operation}` } };
}

function shouldBeRenewing(skc: Skc, now: Instant): boolean {
  if (skc.renewedBy !== 'service' || skc.expiresAt === undefined || skc.state !== 'active') return false;
  return now >= addDays(skc.expiresAt, -Math.max(skc.renewsDaysBefore ?? 0, 60));
}
