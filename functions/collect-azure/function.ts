import { VOUCHING_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import { collecting } from '../collect/collecting.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Nothing of AWS is read: AWS only vouches for the function towards Entra. */
export const collectAzure = {
  ...collecting,
  name: 'collect-azure',
  does: 'reads the SKCs of Azure',
  grants: { ...collecting.grants, federates: VOUCHING_PERMISSIONS },
  cloud: 'azure',
} as const satisfies FunctionDeclaration;
