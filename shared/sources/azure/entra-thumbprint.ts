import type { EntraCredential } from './entra-directory.ts';

/**
 * The SHA-1 thumbprint of a certificate's credential, in hexadecimal. Undefined if its identifier is another text, which
 * whoever added the credential was free to choose. Graph returns the bytes in base64, or hexadecimal text.
 */
export function thumbprintOf({ customKeyIdentifier = '' }: EntraCredential): string | undefined {
  if (/^[0-9A-F]{40}$/i.test(customKeyIdentifier)) return customKeyIdentifier.toUpperCase();
  const bytes = Buffer.from(customKeyIdentifier, 'base64');
  return bytes.length === 20 ? bytes.toString('hex').toUpperCase() : undefined;
}

/** The same for all entries of one certificate: its thumbprint and dates. Undefined if it has no thumbprint. */
export function certificateMark(credential: EntraCredential): string | undefined {
  const thumbprint = thumbprintOf(credential);
  const { startDateTime = '', endDateTime = '' } = credential;
  // To the day: entries of one certificate are written one after the other.
  const days = [startDateTime, endDateTime].map((date) => date.slice(0, 10));
  return thumbprint === undefined ? undefined : `${thumbprint} ${days.join(' ')}`;
}
