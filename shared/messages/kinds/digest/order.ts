import { compareSeverity } from '../../../model/finding.ts';
import { isListedFirst } from '../../../rules/registry.ts';
import type { DigestEntry } from './content.ts';

type Ordered = Pick<DigestEntry, 'state' | 'rule' | 'severity' | 'dueAt' | 'account'> & {
  subject: { id: string };
};

/** The order of a digest: expired first, then severity, date, stable id; what is over comes last. */
export function compareUrgency(a: Ordered, b: Ordered): number {
  return (
    Number(a.state !== 'open') - Number(b.state !== 'open') ||
    Number(isListedFirst(b)) - Number(isListedFirst(a)) ||
    compareSeverity(b.severity, a.severity) ||
    compareText(a.dueAt, b.dueAt) ||
    compareText(a.account, b.account) ||
    compareText(a.subject.id, b.subject.id) ||
    compareText(a.rule, b.rule)
  );
}

/** By code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
