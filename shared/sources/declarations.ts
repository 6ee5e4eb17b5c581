import type { Skc, SkcType } from '../model/skc.ts';
import type { Declaration } from './contract.ts';

/** Looks up a type's declaration; undefined for a type that this version does not know. */
export type Declarations = (type: SkcType) => Declaration | undefined;

/** Indexes sources by type. */
export function declarationsOf(sources: readonly Declaration[]): Declarations {
  const byType = new Map(sources.map((source) => [source.type, source]));
  return (type) => byType.get(type);
}

/**
 * The tags of an SKC as far as they are known: undefined where they were not read, `{}` where its type has none, as the
 * source declares.
 */
export function tagsOf(
  { tags, type }: Pick<Skc, 'tags' | 'type'>,
  declared: Declarations,
): Readonly<Record<string, string>> | undefined {
  return tags ?? (declared(type)?.traits.tags === 'none' ? {} : undefined);
}
