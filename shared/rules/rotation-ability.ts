import type { Skc } from '../model/skc.ts';
import type { Rotation } from '../sources/traits.ts';
import type { NotApplicable, Unknown } from './contract.ts';
import { notApplicable, unknown, unread } from './outcome.ts';

/**
 * How a key that its service rotates can be rotated, as its source declares; or why that cannot be judged.
 * @param rotation Traits of a type whose service rotates.
 */
export function rotationAbility(
  skc: Skc,
  rotation: Extract<Rotation, { by: 'service' }>,
): 'automatic' | 'by-import' | NotApplicable | Unknown {
  const hidden = unread(skc, rotation.restsOn);
  if (hidden !== undefined) return hidden;
  const ability = rotation.ability(skc);
  if (ability.can === 'no') return notApplicable(ability.because);
  if (ability.can === 'unknown') return unknown(ability.missing, ability.because);
  return ability.can;
}
