import type { FunctionDeclaration } from '../runtime/declaration.ts';
import { NOTIFY_GRANTS } from '../runtime/notify-grants.ts';

/** Notifies an account's contacts; who was notified is a document for the organisation's message. */
export const alert = {
  name: 'alert',
  does: "notifies an account's contacts",
  kind: 'step',
  grants: { ...NOTIFY_GRANTS, bucket: ['s3:PutObject'] },
  memoryMb: 512,
  seconds: 300,
  place: { per: 'account', after: 'evaluate', activeOnly: true },
} as const satisfies FunctionDeclaration;
