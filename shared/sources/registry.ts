import { CLOUDS, type Cloud } from '../model/account.ts';
import type { SkcType } from '../model/skc.ts';
import type { Declaration } from './contract.ts';

/** What the source of a type declares; undefined for a type that this version does not know. */
export type Declarations = (type: SkcType) => Declaration | undefined;

/** Looks sources up by their type. */
export function declarationsOf(sources: readonly Declaration[]): Declarations {
  const byType = new Map(sources.map((source) => [source.type, source]));
  return (type) => byType.get(type);
}

/**
 * What every source of some clouds declares. Each cloud's registry is loaded when it is asked for, so that a function
 * whose configuration does not name a cloud carries no code of it.
 */
export async function loadDeclarations(clouds: readonly Cloud[] = CLOUDS): Promise<readonly Declaration[]> {
  return (await Promise.all([...new Set(clouds)].map((cloud) => REGISTRIES[cloud]()))).flat();
}

const REGISTRIES: Readonly<Record<Cloud, () => Promise<readonly Declaration[]>>> = {
  aws: async () => (await import('./aws/registry.ts')).awsSources,
  azure: async () => (await import('./azure/registry.ts')).azureSources,
  gcp: async () => (await import('./gcp/registry.ts')).gcpSources,
};
