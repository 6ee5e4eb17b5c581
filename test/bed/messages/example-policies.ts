import type { DigestFilter } from '../../../shared/messages/filter-policy.ts';

/** Policies shown in `docs/messages.md`. */
export const EXAMPLE_POLICIES: readonly { purpose: string; filter: DigestFilter }[] = [
  { purpose: 'only what is critical', filter: { severity: ['critical'] } },
  {
    purpose: 'whenever something high or critical is among it',
    filter: { severities: ['high', 'critical'] },
  },
  { purpose: 'two accounts of the organisation', filter: { account: ['123456789012', '210987654321'] } },
  { purpose: 'certificates that end', filter: { rules: ['expired', 'expiring', 'renewal-failed'] } },
];
