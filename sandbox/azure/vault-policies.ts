import { createHash } from 'node:crypto';
import type { Instant } from '../../shared/model/instant.ts';
import type { VaultCertificateDeclaration, VaultKeyDeclaration } from '../estate/azure-estate.ts';
import { AzureError } from './azure-error.ts';
import { seconds } from './request.ts';
import type { VaultObjectFacts } from './vault-facts.ts';

/** A key without its own policy returns the default one, which only notifies. */
export function rotationPolicy({ declared }: VaultObjectFacts<VaultKeyDeclaration>, base: string): object {
  const { rotation } = declared;
  const rotate = {
    trigger:
      rotation?.afterDays === undefined
        ? { timeBeforeExpiry: `P${rotation?.beforeExpiryDays ?? 30}D` }
        : { timeAfterCreate: `P${rotation.afterDays}D` },
    action: { type: 'Rotate' },
  };
  return {
    id: `${base}/keys/${declared.name}/rotationpolicy`,
    lifetimeActions: [
      ...(rotation === undefined ? [] : [rotate]),
      { trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Notify' } },
    ],
    attributes: {
      ...(rotation?.expiresInDays === undefined ? {} : { expiryTime: `P${rotation.expiresInDays}D` }),
      created: seconds(declared.createdAt),
      updated: seconds(declared.createdAt),
    },
  };
}

export function certificatePolicy(
  { declared }: VaultObjectFacts<VaultCertificateDeclaration>,
  base: string,
): object {
  return {
    id: `${base}/certificates/${declared.name}/policy`,
    key_props: {
      exportable: true,
      kty: declared.keyType,
      ...(declared.keySize === undefined ? {} : { key_size: declared.keySize }),
      ...(declared.curve === undefined ? {} : { crv: declared.curve }),
      reuse_key: false,
    },
    secret_props: { contentType: 'application/x-pkcs12' },
    x509_props: {
      subject: declared.subject,
      sans: { dns_names: [declared.subject.replace(/^CN=/, '')] },
      validity_months: Math.max(1, Math.round(declared.validDays / 30)),
      key_usage: ['digitalSignature', 'keyEncipherment'],
    },
    lifetime_actions: [
      {
        trigger:
          declared.lifetimePercentage === undefined
            ? { days_before_expiry: declared.beforeDays ?? 30 }
            : { lifetime_percentage: declared.lifetimePercentage },
        action: { action_type: declared.action },
      },
    ],
    issuer: { name: declared.issuer, cert_transparency: false },
    attributes: { enabled: true, created: seconds(declared.createdAt), updated: seconds(declared.createdAt) },
  };
}

/** The last operation on a certificate, which shows a failed renewal. */
export function certificateOperation(
  { declared }: VaultObjectFacts<VaultCertificateDeclaration>,
  base: string,
  now: Instant,
): object {
  if (declared.issuer === 'Unknown')
    throw new AzureError(
      404,
      'PendingCertificateNotFound',
      `Pending certificate not found: ${declared.name}`,
    );
  const failed = declared.failsFrom !== undefined && declared.failsFrom <= now;
  return {
    id: `${base}/certificates/${declared.name}/pending`,
    issuer: { name: declared.issuer },
    cancellation_requested: false,
    status: failed ? 'failed' : 'completed',
    request_id: 'sandbox',
    ...(failed
      ? {
          error: {
            code: 'IssuerError',
            message: 'The issuer refused the request: the account has no funds.',
          },
        }
      : { target: `${base}/certificates/${declared.name}` }),
  };
}

/** SHA-1 of the current certificate, base64url as in Key Vault; each version has its own. */
export function thumbprint(facts: VaultObjectFacts): string {
  return createHash('sha1').update(`${facts.declared.name} ${facts.createdAt}`).digest('base64url');
}
