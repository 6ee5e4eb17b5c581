import { VOUCHING_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import { PLAN_PERMISSIONS } from '../../shared/readers/aws/organisation.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** The accounts' items, the plan in the bucket, and the organisation; the accounts of other clouds, where they are read. */
export const plan = {
  name: 'plan',
  does: 'finds the accounts and what must be read of each',
  kind: 'step',
  grants: {
    table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    bucket: ['s3:PutObject'],
    assumesMembers: true,
    federates: VOUCHING_PERMISSIONS,
    everywhere: PLAN_PERMISSIONS,
  },
  memoryMb: 512,
  seconds: 900,
  place: { per: 'run', after: 'begin', title: 'Find accounts', gives: 'plan' },
} as const satisfies FunctionDeclaration;
