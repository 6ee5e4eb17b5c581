import type { DigestInput } from '../../../shared/messages/kinds/digest/digest.ts';
import type { InventoriedAccount } from '../../../shared/inventory/contract.ts';
import type { Finding, Notified } from '../../../shared/model/finding.ts';
import { addDays, type Instant } from '../../../shared/model/instant.ts';
import type { Scan } from '../../../shared/model/target.ts';

export const NOW: Instant = '2026-11-21T06:00:00Z';
export const RUN = { id: 'run-20261121', now: NOW };

export function account(over: Partial<InventoriedAccount> = {}): InventoriedAccount {
  return {
    key: 'aws#123456789012',
    cloud: 'aws',
    id: '123456789012',
    name: 'pay-prod',
    path: ['Root', 'Payments'],
    status: 'active',
    targets: [
      { location: 'eu-west-1', source: 'aws.secrets-manager-secret' },
      { location: 'eu-west-1', source: 'aws.acm-certificate' },
      { location: 'eu-west-1', source: 'aws.kms-key' },
      { location: 'eu-central-1', source: 'aws.kms-key' },
      { location: 'global', source: 'aws.iam-access-key' },
    ],
    targetCount: 5,
    targetPages: 1,
    problems: [],
    ...over,
  };
}

export function finding(over: Partial<Finding> & { name?: string } = {}): Finding {
  const { name = 'checkout/db-password', ...rest } = over;
  return {
    account: 'aws#123456789012',
    subject: {
      kind: 'skc',
      id: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`,
      name,
      skcKind: 'secret',
      type: 'aws.secrets-manager-secret',
      location: 'eu-west-1',
    },
    rule: 'rotation-overdue',
    state: 'open',
    severity: 'medium',
    dueAt: addDays(NOW, -20),
    because: 'The version in force was made on 2025-11-01; the limit is 365 days.',
    action: 'Rotate it, or switch automatic rotation on.',
    openedAt: NOW,
    changedAt: NOW,
    notified: {},
    history: [],
    revision: 1,
    ...rest,
  };
}

export function delivery(over: Partial<Notified> = {}): Notified {
  return { digest: 'D-00000000', at: addDays(NOW, -1), state: 'open', severity: 'medium', ...over };
}

export function scan(over: Partial<Scan> = {}): Scan {
  return {
    account: 'aws#123456789012',
    cloud: 'aws',
    location: 'eu-west-1',
    source: 'aws.secrets-manager-secret',
    runId: RUN.id,
    outcome: 'complete',
    listed: true,
    observedAt: NOW,
    count: 40,
    unreadRuns: 0,
    problems: [],
    scanRevision: 1,
    ...over,
  };
}

export function input(findings: readonly Finding[], over: Partial<DigestInput> = {}): DigestInput {
  return {
    account: account(),
    run: RUN,
    findings,
    scans: account().targets.map((target) => scan(target)),
    contacts: [
      {
        kind: 'shared-inbox',
        address: 'pay-oncall@example.com',
        name: 'Payments on call',
        source: 'config',
        since: NOW,
      },
    ],
    first: false,
    ...over,
  };
}
