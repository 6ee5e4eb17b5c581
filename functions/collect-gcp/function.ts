import { collecting } from '../collect/collecting.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Nothing of AWS is read: Google is shown a request that the federation role signed, and asks AWS itself. */
export const collectGcp = {
  ...collecting,
  name: 'collect-gcp',
  does: 'reads the SKCs of Google Cloud',
  grants: { ...collecting.grants, federates: [] },
  cloud: 'gcp',
} as const satisfies FunctionDeclaration;
