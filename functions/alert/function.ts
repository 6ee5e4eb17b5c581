import { tableActions } from '../../shared/inventory/repository.ts';
import { ALERT_TABLE } from './table.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';
import { NOTIFY_GRANTS } from '../runtime/notify-grants.ts';

/** Notifies an account's contacts and writes who was notified to a document, used by the organisation's message. */
export const alert = {
  name: 'alert',
  does: "notifies an account's contacts",
  kind: 'step',
  grants: { ...NOTIFY_GRANTS, table: tableActions(ALERT_TABLE).actions, bucket: ['s3:PutObject'] },
  memoryMb: 512,
  seconds: 300,
  place: { per: 'account', after: 'evaluate', activeOnly: true },
} as const satisfies FunctionDeclaration;
