import type { DigestInput } from '../../../shared/messages/kinds/digest/digest.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { account, finding, input, NOW, scan, delivery } from './fixture.ts';

/** A plausible digest of one account. */
export function sampleInput(): DigestInput {
  const denied = {
    operation: 'kms:ListKeys',
    code: 'AccessDeniedException',
    message: 'User: arn:aws:sts::123456789012:assumed-role/skc-watch-reader is not authorized',
    missingPermission: 'kms:ListKeys',
  };
  return input(
    [
      certificateExpired,
      certificateSoon,
      rootKey,
      renewalFailed,
      keyDeleted,
      ...overdue,
      ...standing,
      ...over,
    ],
    {
      account: account({
        standing: {
          runId: 'run-20261121',
          observedAt: NOW,
          skcs: {
            'aws.secrets-manager-secret': 14,
            'aws.acm-certificate': 9,
            'aws.kms-key': 12,
            'aws.iam-access-key': 6,
          },
          findings: { critical: 3, high: 3, medium: 11, low: 0 },
          byRule: {},
          excluded: 0,
          notCompared: 3,
          stale: 0,
          foreign: 0,
          verdicts: { fails: 17, passes: 200, notApplicable: 90, unknown: 12 },
          coverage: { planned: 5, complete: 4, partial: 0, denied: 1, failed: 0, accepted: 0 },
          vaults: { planned: 0, unreachable: 0 },
        },
      }),
      scans: account().targets.map((target) =>
        target.location === 'eu-central-1'
          ? scan({ ...target, outcome: 'denied', listed: false, unreadRuns: 2, problems: [denied] })
          : scan(target),
      ),
      link: 'https://skc-watch.example.com/reports/123456789012',
    },
  );
}

function certificate(name: string, id: string): Finding['subject'] {
  return {
    kind: 'skc',
    id: `arn:aws:acm:eu-west-1:123456789012:certificate/${id}`,
    name,
    skcKind: 'certificate',
    type: 'aws.acm-certificate',
    location: 'eu-west-1',
  };
}

const certificateExpired = finding({
  subject: certificate('api.pay.example.com', '1f0e3dad-9990-4b45-a0a5-6ea5b8a1c001'),
  rule: 'expired',
  severity: 'critical',
  rung: 0,
  dueAt: addDays(NOW, -1.2),
  because:
    'The certificate ended on 2026-11-20 and is attached to a load balancer. It was imported, so no service renews it.',
  action:
    'Get a new certificate from its issuer and import it to the same ARN: every attachment then serves it.',
  owner: 'team-payments',
  criticality: 'high',
  environment: 'production',
  openedAt: NOW,
});
const certificateSoon = finding({
  subject: certificate('shop.pay.example.com', '98f13708-2101-44c6-a6b1-0f31b2a7c002'),
  rule: 'expiring',
  severity: 'critical',
  rung: 7,
  dueAt: addDays(NOW, 6.5),
  because: 'The certificate ends on 2026-11-27 and is attached. It was imported, so no service renews it.',
  action: 'Import a renewed certificate to the same ARN before 2026-11-27.',
  notified: { account: delivery({ severity: 'high', rung: 14 }) },
});
const rootKey = finding({
  subject: {
    kind: 'skc',
    id: 'arn:aws:iam::123456789012:root/access-key/1',
    name: 'root access key 1',
    skcKind: 'secret',
    type: 'aws.iam-access-key',
    location: 'global',
  },
  rule: 'root-access-key',
  severity: 'critical',
  dueAt: addDays(NOW, -400),
  because: 'The root user has an active access key, made on 2025-10-17, last used on 2026-11-02.',
  action: 'Move what uses it to a role, then delete the key while signed in as root.',
});
const renewalFailed = finding({
  subject: certificate('static.pay.example.com', '3c59dc04-8e88-4024-9be8-079a5c74c003'),
  rule: 'renewal-failed',
  severity: 'high',
  dueAt: addDays(NOW, 24),
  owner: 'web-platform@pay.example.com',
  because: 'ACM could not renew it: PENDING_VALIDATION, the DNS record of the validation is gone.',
  action: 'Put the CNAME record back that ACM shows for the certificate.',
});
const keyDeleted = finding({
  subject: {
    kind: 'skc',
    id: 'arn:aws:kms:eu-west-1:123456789012:key/6f4922f4-5568-4a81-8cdf-4ad2299f6d23',
    name: 'alias/ledger-archive',
    skcKind: 'key',
    type: 'aws.kms-key',
    location: 'eu-west-1',
  },
  rule: 'pending-deletion',
  severity: 'high',
  dueAt: addDays(NOW, 12),
  because: 'Its deletion is scheduled for 2026-12-03; it was used 4 days before that was ordered.',
  action: 'Find out who used it; cancel the deletion (kms:CancelKeyDeletion) if it is still needed.',
});
const overdue = ['deploy-bot', 'report-export'].map((user, index) =>
  finding({
    subject: {
      kind: 'skc',
      id: `arn:aws:iam::123456789012:user/${user}/access-key/AKIAEXAMPLE${index}`,
      name: `${user} AKIAEXAMPLE${index}`,
      skcKind: 'secret',
      type: 'aws.iam-access-key',
      location: 'global',
    },
    severity: index === 0 ? 'high' : 'medium',
    dueAt: addDays(NOW, index === 0 ? -95 : -3),
    because: `The key was made on ${addDays(NOW, index === 0 ? -185 : -93).slice(0, 10)}; the limit is 90 days.`,
    action: 'Make a second key, move its users, deactivate this one, delete it a week later.',
  }),
);
const standing = Array.from({ length: 9 }, (_, index) =>
  finding({
    name: `payments/partner-${String.fromCodePoint(97 + index)}/api-token`,
    rule: 'never-expires',
    dueAt: addDays(NOW, -100 - index),
    because: 'It has no end and no rotation.',
    action: 'Switch automatic rotation on, or set a day on which it is replaced.',
  }),
);
const over = [
  finding({
    name: 'checkout/db-password',
    state: 'resolved',
    notified: { account: delivery() },
    closedAt: NOW,
  }),
  finding({
    name: 'legacy/smtp',
    rule: 'unused',
    state: 'deleted',
    severity: 'low',
    notified: { account: delivery({ severity: 'low' }) },
    closedAt: NOW,
  }),
  finding({
    name: 'refunds/db-password',
    severity: 'high',
    notified: { account: delivery({ severity: 'high' }) },
  }),
];
