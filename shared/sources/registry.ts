import { CLOUDS, type Cloud } from '../model/account.ts';
import type { Declaration } from './contract.ts';

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
