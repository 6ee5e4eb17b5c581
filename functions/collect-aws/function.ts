import { collecting } from '../collect/collecting.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Reads through the member role, and the own account with its own. */
export const collectAws = {
  ...collecting,
  name: 'collect-aws',
  does: 'reads the SKCs of AWS',
  grants: { ...collecting.grants, assumesMembers: true, readsOwnAccount: true },
  cloud: 'aws',
} as const satisfies FunctionDeclaration;
