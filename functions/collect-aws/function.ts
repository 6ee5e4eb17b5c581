import { collecting } from '../collect/collecting.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Reads member accounts through the member role, and its own account with its own role. */
export const collectAws = {
  ...collecting,
  name: 'collect-aws',
  does: 'reads the SKCs of AWS',
  grants: { ...collecting.grants, assumesMembers: true, readsOwnAccount: true },
  cloud: 'aws',
} as const satisfies FunctionDeclaration;
