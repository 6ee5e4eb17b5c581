import { collecting } from '../collect/collecting.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Reads nothing in AWS; it sends Google a request signed by the federation role, which Google verifies with AWS. */
export const collectGcp = {
  ...collecting,
  name: 'collect-gcp',
  does: 'reads the SKCs of Google Cloud',
  grants: { ...collecting.grants, federates: [] },
  cloud: 'gcp',
} as const satisfies FunctionDeclaration;
