import type { ConnectableCloud } from './contract.ts';

/** The clouds that can be connected; the code of each is loaded on demand. */
export const CONNECTABLE = {
  azure: async () => (await import('./azure.ts')).connectAzure,
  gcp: async () => (await import('./gcp.ts')).connectGcp,
} as const satisfies Record<string, () => Promise<ConnectableCloud>>;

export type Connectable = keyof typeof CONNECTABLE;

export function isConnectable(name: string): name is Connectable {
  return Object.hasOwn(CONNECTABLE, name);
}
