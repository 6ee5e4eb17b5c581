import type { Instant } from './instant.ts';
import { holds, type Mark } from './mark.ts';
import { ATTRIBUTES, type Attributes } from './skc.ts';

/**
 * Owner, criticality and environment of an SKC: from its tags and, where no tag names an owner, the owner from a mark
 * in effect. Pure.
 * @param marks Those of the SKC, including cleared and ended ones.
 */
export function attributesAt(skc: Attributes, marks: readonly Mark[], now: Instant): Attributes {
  const owner = skc.owner ?? ownerMark(marks, now)?.value;
  return attributesIn({ ...skc, owner });
}

/** The mark in effect that names an owner. */
export function ownerMark(marks: readonly Mark[], now: Instant): Mark | undefined {
  return marks.find((mark) => mark.kind === 'owner' && mark.value !== undefined && holds(mark, now));
}

/** The attributes that are known, and no other field. */
export function attributesIn(from: { readonly [each in keyof Attributes]: string | undefined }): Attributes {
  const known = ATTRIBUTES.flatMap((attribute) => {
    const value = from[attribute];
    return value === undefined ? [] : [[attribute, value] as const];
  });
  return Object.fromEntries(known);
}
