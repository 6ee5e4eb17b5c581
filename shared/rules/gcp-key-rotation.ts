import type { Skc } from '../model/skc.ts';
import type { NotApplicable, Unknown } from './contract.ts';
import { notApplicable, unknown, unread } from './outcome.ts';

/**
 * Why nobody rotates a Cloud KMS key in place. Rotation exists only for symmetric encryption keys: automatic where
 * Google makes the material, by a new import where it was imported (Cloud KMS guide, "Key rotation").
 * @returns undefined for a key that can be rotated, automatically or by its owner.
 */
export function gcpCannotRotate(skc: Skc): NotApplicable | Unknown | undefined {
  const hidden = unread(skc, ['origin', 'keyUsage']);
  if (hidden !== undefined) return hidden;
  if (skc.keyUsage === undefined) return unknown(['keyUsage'], 'Its purpose is not given.');
  if (skc.keyUsage !== 'ENCRYPT_DECRYPT')
    return notApplicable('Only keys of purpose ENCRYPT_DECRYPT can be rotated.');
  if (skc.origin?.startsWith('EXTERNAL') === true)
    return notApplicable('Its material is held, and rotated, outside Google Cloud.');
  return undefined;
}
