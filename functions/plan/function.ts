import { FEDERATION_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import { tableActions } from '../../shared/inventory/repository.ts';
import { PLAN_TABLE } from './table.ts';
import { PLAN_PERMISSIONS } from '../../shared/readers/aws/organisation.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Finds the accounts of every configured cloud, and writes the accounts' items and the plan in the bucket. */
export const plan = {
  name: 'plan',
  does: 'finds the accounts and plans what to read in each',
  kind: 'step',
  grants: {
    table: tableActions(PLAN_TABLE).actions,
    bucket: ['s3:PutObject'],
    assumesMembers: true,
    federates: FEDERATION_PERMISSIONS,
    everywhere: PLAN_PERMISSIONS,
  },
  memoryMb: 512,
  seconds: 900,
  place: { per: 'run', after: 'begin', title: 'Find accounts', gives: 'plan' },
} as const satisfies FunctionDeclaration;
