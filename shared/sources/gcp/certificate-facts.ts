import { X509Certificate } from 'node:crypto';
import type { Skc } from '../../model/skc.ts';
import { dateField, type Unread } from '../fields.ts';
import { errorText } from '../../model/error-text.ts';

/** Fields read from the certificate itself. */
export type CertificateFacts = Pick<Skc, 'keyAlgorithm' | 'signatureAlgorithm' | 'notBefore'> & {
  issuer?: string;
  serialNumber?: string;
};

/**
 * Google renews managed certificates about a month before they expire. Source: load balancing guide,
 * "Google-managed SSL certificates", and Certificate Manager's.
 */
export const GOOGLE_RENEWS_DAYS = 30;

/** Curve names that the rules expect. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'EC_prime256v1',
  secp384r1: 'EC_secp384r1',
  secp521r1: 'EC_secp521r1',
};

/**
 * Reads the first certificate of a PEM chain. If it is invalid, the fields are unknown.
 * @param pem Undefined while a managed certificate is not issued yet.
 */
export function certificateFacts(pem: string | undefined, unread: Unread): CertificateFacts {
  if (pem === undefined || pem === '') return {};
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (error) {
    const why = errorText(error);
    for (const field of ['keyAlgorithm', 'signatureAlgorithm'])
      unread.unknown[field] = `the certificate cannot be parsed: ${why}`;
    return {};
  }
  const notBefore = dateField(certificate.validFrom, 'notBefore', unread);
  return {
    ...(notBefore === undefined ? {} : { notBefore }),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    serialNumber: certificate.serialNumber,
    keyAlgorithm: keyAlgorithm(certificate),
    signatureAlgorithm: certificate.signatureAlgorithm,
  };
}

function keyAlgorithm({ publicKey }: X509Certificate): string | undefined {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  if (publicKey.asymmetricKeyType === 'rsa') return `RSA_${modulusLength ?? 0}`;
  if (namedCurve !== undefined) return CURVES[namedCurve] ?? `EC_${namedCurve}`;
  return publicKey.asymmetricKeyType;
}
