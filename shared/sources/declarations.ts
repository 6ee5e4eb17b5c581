import type { SkcType } from '../model/skc.ts';
import type { Declaration } from './contract.ts';

/** What the source of a type declares; undefined for a type that this version does not know. */
export type Declarations = (type: SkcType) => Declaration | undefined;

/** Looks sources up by their type. */
export function declarationsOf(sources: readonly Declaration[]): Declarations {
  const byType = new Map(sources.map((source) => [source.type, source]));
  return (type) => byType.get(type);
}
