import { FEDERATION_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import { collecting } from '../collect/collecting.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Reads nothing in AWS; AWS only issues the token that signs it in to Entra. */
export const collectAzure = {
  ...collecting,
  name: 'collect-azure',
  does: 'reads the SKCs of Azure',
  grants: { ...collecting.grants, federates: FEDERATION_PERMISSIONS },
  cloud: 'azure',
} as const satisfies FunctionDeclaration;
