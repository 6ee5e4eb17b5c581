import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Inventory } from '../../../shared/inventory/contract.ts';
import type { MessageLog } from '../../../shared/messages/contract.ts';
import { openMessageLog } from '../../../shared/messages/log.ts';
import { openTable } from '../../../shared/inventory/repository.ts';
import { tableDefinition } from '../../../shared/inventory/table.ts';
import type { AccountKey } from '../../../shared/model/account.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { PlannedAccount } from '../../../shared/model/run.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import type { Scan } from '../../../shared/model/target.ts';

export const NOW = '2026-11-21T06:00:00Z';
const HOSTILE = '=cmd|calc\u001b[31m\u202Etxt.exe\r\n<script>\u0000';

const PAY: AccountKey = 'aws#111122223333';
const SHOP: AccountKey = 'aws#444455556666';

/**
 * A table on loopback with a small estate, written by the repository itself.
 * @param indexes of the table; without it today's.
 */
export async function startEstate(
  indexes?: readonly string[],
): Promise<{ inventory: Inventory; messageLog: MessageLog; stop(): Promise<void> }> {
  const dynalite: (options: object) => Server = createRequire(import.meta.url)('dynalite');
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('dynalite has no port');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  await client.send(new CreateTableCommand(tableDefinition('skc', indexes)));
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: 'skc' });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const inventory = openTable(documents, 'skc');
  await fill(inventory);
  return {
    inventory,
    messageLog: openMessageLog(documents, 'skc'),
    stop: async () => {
      client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function fill(inventory: Inventory): Promise<void> {
  await inventory.planAccount(account(PAY, 'pay-prod'));
  await inventory.planAccount(account(SHOP, 'shop-dev'));
  await inventory.seedContact(PAY, {
    kind: 'shared-inbox',
    address: 'security@pay.example',
    source: 'config',
    since: NOW,
  });
  const certificate = skc('arn:aws:acm:eu-west-1:111122223333:certificate/1', 'api.pay.example', {
    kind: 'certificate',
    type: 'aws.acm-certificate',
    expiresAt: '2026-11-18T06:00:00Z',
    createdAt: '2025-11-18T06:00:00Z',
    renewedBy: 'person',
    unknown: { inUse: 'acm:DescribeCertificate was denied' },
  });
  await inventory.discover(certificate);
  const main = skc('arn:aws:secretsmanager:eu-west-1:111122223333:secret:pay/db/main-AbCdEf', 'pay/db/main', {
    rotationEnabled: true,
    rotationPeriodDays: 30,
    rotationDueAt: '2026-12-01T06:00:00Z',
    tags: { team: 'payments' },
  });
  await inventory.discover(main);
  await inventory.apply(
    {
      account: PAY,
      skcId: main.id,
      revision: 2,
      kinds: ['rotated'],
      observedAt: NOW,
      before: { lastRotatedAt: '2026-10-01T06:00:00Z' },
      after: { lastRotatedAt: '2026-11-01T06:00:00Z' },
    },
    { ...main, revision: 2, changedAt: NOW, lastRotatedAt: '2026-11-01T06:00:00Z' },
  );
  for (const name of ['pay/db/replica', HOSTILE])
    await inventory.discover(skc(`arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`, name, {}));
  await inventory.discover(skc('arn:gone', 'pay/gone', { absentAt: NOW }));
  await inventory.discover(
    skc('arn:aws:secretsmanager:eu-west-1:444455556666:secret:cart', 'cart', { account: SHOP }),
  );
  await inventory.writeFinding(finding(certificate, 'expired', 'critical', '2026-11-18T06:00:00Z'));
  await inventory.writeFinding(finding(main, 'unused', 'low', '2026-11-30T06:00:00Z'));
  await inventory.writeFinding({
    ...finding(main, 'rotation-overdue', 'medium', '2026-09-30T06:00:00Z'),
    state: 'resolved',
    closedAt: '2026-11-01T06:00:00Z',
  });
  await inventory.recordScan(scan('aws.secrets-manager-secret', 'complete'));
  await inventory.recordScan(scan('aws.acm-certificate', 'denied'));
}

function account(key: AccountKey, name: string): PlannedAccount {
  return {
    key,
    cloud: 'aws',
    id: key.slice(4),
    name,
    path: [],
    status: 'active',
    targets: [
      { location: 'eu-west-1', source: 'aws.secrets-manager-secret' },
      { location: 'eu-west-1', source: 'aws.acm-certificate' },
    ],
    problems: [],
  };
}

/** A secret of the estate's first account, unless the facts say otherwise. */
export function skc(id: string, name: string, facts: Partial<StoredSkc>): StoredSkc {
  return {
    id,
    name,
    kind: 'secret',
    type: 'aws.secrets-manager-secret',
    cloud: 'aws',
    account: PAY,
    location: 'eu-west-1',
    state: 'active',
    tags: {},
    details: {},
    unknown: {},
    precise: {},
    revision: 1,
    discoveredAt: '2026-10-01T06:00:00Z',
    changedAt: '2026-10-01T06:00:00Z',
    ...facts,
  };
}

export function finding(
  about: StoredSkc,
  rule: Finding['rule'],
  severity: Finding['severity'],
  dueAt: string,
): Finding {
  return {
    account: about.account,
    subject: {
      kind: 'skc',
      id: about.id,
      name: about.name,
      skcKind: about.kind,
      type: about.type,
      location: about.location,
    },
    rule,
    state: 'open',
    severity,
    dueAt,
    because: `It is due on ${dueAt.slice(0, 10)}.`,
    action: 'Replace it.',
    openedAt: NOW,
    changedAt: NOW,
    notified: {},
    history: [],
    revision: 1,
  };
}

function scan(source: Scan['source'], outcome: Scan['outcome']): Scan {
  const denied = outcome === 'denied';
  return {
    account: PAY,
    cloud: 'aws',
    location: 'eu-west-1',
    source,
    runId: 'r1',
    outcome,
    listed: !denied,
    observedAt: NOW,
    ...(denied ? {} : { lastListedAt: NOW }),
    count: denied ? 0 : 4,
    unreadRuns: denied ? 1 : 0,
    problems: denied
      ? [
          {
            operation: 'acm:ListCertificates',
            code: 'AccessDeniedException',
            message: 'User is not authorized',
            missingPermission: 'acm:ListCertificates',
          },
        ]
      : [],
    scanRevision: 1,
  };
}
