import type { Skc, SkcField, SkcType } from '../model/skc.ts';
import type { Problem } from '../model/target.ts';
import type { Traits } from './traits.ts';

/** A declared trait that contradicts the data of an SKC. */
export interface Contradiction {
  trait: keyof Traits;
  declared: string;
  field: SkcField;
}

/** Pure: the declared traits that the data of one SKC contradicts. */
export function contradictions(skc: Skc, traits: Traits): Contradiction[] {
  const all: Contradiction[] = [];
  if (traits.lastUse === 'never' && skc.lastUsedAt !== undefined)
    all.push({ trait: 'lastUse', declared: traits.lastUse, field: 'lastUsedAt' });
  if (traits.algorithm === 'not-given' && skc.keyAlgorithm !== undefined)
    all.push({ trait: 'algorithm', declared: traits.algorithm, field: 'keyAlgorithm' });
  if (traits.end === 'never' && skc.expiresAt !== undefined)
    all.push({ trait: 'end', declared: traits.end, field: 'expiresAt' });
  if (traits.tags === 'none' && skc.tags !== undefined)
    all.push({ trait: 'tags', declared: traits.tags, field: 'tags' });
  return all;
}

/**
 * Pure: the contradictions in a listing as problems of its scan, one per trait with the number of SKCs. Rules rely on
 * traits, so such a scan is not complete.
 */
export function contradictionProblems(
  skcs: readonly Skc[],
  { type, traits }: { type: SkcType; traits: Traits },
): Problem[] {
  const byTrait = Map.groupBy(
    skcs.flatMap((skc) => contradictions(skc, traits)),
    ({ trait }) => trait,
  );
  return [...byTrait.values()].flatMap((each) => {
    const [first] = each;
    if (first === undefined) return [];
    const { trait, declared, field } = first;
    return {
      operation: type,
      code: `TraitContradicted:${trait}`,
      kind: 'malformed',
      message: `The source ${type} declares ${trait} '${declared}', but listed SKCs have ${field}.`,
      remedy: `Report it: ${type} lists ${field}, contrary to its trait ${trait}.`,
      skcs: each.length,
    };
  });
}
