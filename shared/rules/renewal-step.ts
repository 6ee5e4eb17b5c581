import type { Skc } from '../model/skc.ts';
import { cloudStep } from './cloud-step.ts';

/** What to do about something that will end, for the person who reads it. */
export function stepBeforeEnd(skc: Skc): string {
  const elsewhere = cloudStep(skc, 'expiring');
  if (elsewhere !== undefined) return elsewhere;
  if (skc.type === 'aws.kms-key')
    return `Open KMS in ${skc.location} and import the key material again with a later end.`;
  if (skc.type !== 'aws.acm-certificate') return `Replace it in ${skc.location} before it ends.`;
  if (skc.renewedBy === 'service')
    return `Open ACM in ${skc.location} and see why it was not renewed: DNS or e-mail validation.`;
  if (imported(skc)) return `Get a new certificate, open ACM in ${skc.location} and re-import it.`;
  return `Open ACM in ${skc.location}: delete it if unused, else request a new one and attach it.`;
}

/** What to do about something that has ended. */
export function stepAfterEnd(skc: Skc): string {
  const elsewhere = cloudStep(skc, 'expired');
  if (elsewhere !== undefined) return elsewhere;
  if (skc.type === 'aws.kms-key')
    return `Open KMS in ${skc.location} and import the same key material again: nothing decrypts until then.`;
  if (skc.type !== 'aws.acm-certificate') return `Replace it in ${skc.location} now, or delete it.`;
  if (skc.inUse === false && skc.exported !== true) return `Open ACM in ${skc.location} and delete it.`;
  if (imported(skc)) return `Open ACM in ${skc.location} and re-import a valid certificate now.`;
  return `Open ACM in ${skc.location}, request a new certificate and attach it now.`;
}

function imported(skc: Skc): boolean {
  return skc.origin === 'IMPORTED';
}
