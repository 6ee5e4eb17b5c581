import type { Finding } from '../../../shared/model/finding.ts';
import { NOW } from '../inventory/skc.ts';

/** An open finding of the rule `expired` in account 111111111111. */
export const FINDING: Finding = {
  account: 'aws#111111111111',
  subject: { kind: 'skc', id: 'arn:a', name: 'a' },
  rule: 'expired',
  state: 'open',
  severity: 'high',
  dueAt: NOW,
  because: 'It expired.',
  action: 'Replace it.',
  openedAt: NOW,
  changedAt: NOW,
  notified: {},
  history: [],
  revision: 1,
};
