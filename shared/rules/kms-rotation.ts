import type { Skc } from '../model/skc.ts';
import type { NotApplicable, Unknown } from './contract.ts';
import { gcpCannotRotate } from './gcp-key-rotation.ts';
import { notApplicable, unknown, unread } from './outcome.ts';

/**
 * Why a KMS key can be rotated by nobody in place. Rotation exists only for symmetric encryption keys outside custom
 * key stores: automatic for AWS_KMS origin, on demand for imported material too (KMS Developer Guide, "Rotate AWS KMS
 * keys").
 * @returns undefined for a key that can be rotated, automatically or by its owner.
 */
export function cannotRotate(skc: Skc): NotApplicable | Unknown | undefined {
  if (skc.type === 'gcp.kms-key') return gcpCannotRotate(skc);
  const hidden = unread(skc, ['origin', 'keyUsage', 'keyAlgorithm']);
  if (hidden !== undefined) return hidden;
  if (skc.origin === 'AWS_CLOUDHSM' || skc.origin === 'EXTERNAL_KEY_STORE')
    return notApplicable('Keys of a custom key store cannot be rotated.');
  if (skc.keyUsage === 'GENERATE_VERIFY_MAC') return notApplicable('HMAC keys cannot be rotated.');
  if (skc.keyAlgorithm !== undefined && skc.keyAlgorithm !== 'SYMMETRIC_DEFAULT')
    return notApplicable('Only symmetric encryption keys can be rotated.');
  if (skc.keyUsage !== undefined && skc.keyUsage !== 'ENCRYPT_DECRYPT')
    return notApplicable('Only symmetric encryption keys can be rotated.');
  if (skc.origin === undefined || skc.keyUsage === undefined || skc.keyAlgorithm === undefined)
    return unknown(['origin', 'keyUsage', 'keyAlgorithm'], 'Its origin, use or algorithm is not given.');
  if (skc.origin !== 'AWS_KMS' && skc.origin !== 'EXTERNAL')
    return unknown(['origin'], 'Its origin is of a kind that this rule does not know.');
  return undefined;
}
