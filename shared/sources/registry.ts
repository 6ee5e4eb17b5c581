import { CLOUDS, type Cloud } from '../model/account.ts';
import type { Declaration } from './contract.ts';

/**
 * Declarations of all sources of the given clouds. Each cloud's registry is loaded on demand, so that a function's
 * bundle contains only the configured clouds.
 */
export async function loadDeclarations(clouds: readonly Cloud[] = CLOUDS): Promise<readonly Declaration[]> {
  return (await Promise.all([...new Set(clouds)].map((cloud) => REGISTRIES[cloud]()))).flat();
}

const REGISTRIES: Readonly<Record<Cloud, () => Promise<readonly Declaration[]>>> = {
  aws: async () => (await import('./aws/registry.ts')).awsSources,
  azure: async () => (await import('./azure/registry.ts')).azureSources,
  gcp: async () => (await import('./gcp/registry.ts')).gcpSources,
};
