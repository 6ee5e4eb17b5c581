import { CLOUDS, type Cloud } from '../../shared/model/account.ts';
import type { Kind, SkcType } from '../../shared/model/skc.ts';

export interface SourceTitle {
  type: SkcType;
  kind: Kind;
  title: string;
}

const REGISTRIES: Record<Cloud, () => Promise<readonly SourceTitle[]>> = {
  aws: async () => (await import('../../shared/sources/aws/registry.ts')).awsSources,
  azure: async () => (await import('../../shared/sources/azure/registry.ts')).azureSources,
  gcp: async () => (await import('../../shared/sources/gcp/registry.ts')).gcpSources,
};

/** The sources of the given clouds, for screens and options. Code of other clouds is not loaded. */
export async function sourcesOf(clouds: Iterable<Cloud> = CLOUDS): Promise<SourceTitle[]> {
  const registries = await Promise.all([...new Set(clouds)].map((cloud) => REGISTRIES[cloud]()));
  return registries.flat();
}
