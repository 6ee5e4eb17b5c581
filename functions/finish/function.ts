import { tableActions } from '../../shared/inventory/repository.ts';
import { FINISH_TABLE } from './table.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';
import { NOTIFY_GRANTS } from '../runtime/notify-grants.ts';

/** Notifies shared contacts and the organisation, and writes the documents of the run. */
export const finish = {
  name: 'finish',
  does: 'notifies shared contacts and the organisation, and ends the run',
  kind: 'step',
  grants: {
    ...NOTIFY_GRANTS,
    table: tableActions(FINISH_TABLE).actions,
    bucket: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
  },
  memoryMb: 1024,
  seconds: 900,
  place: { per: 'run', after: 'alert', takes: ['execution', 'unlisted', 'unplanned'], gives: 'summary' },
} as const satisfies FunctionDeclaration;
