import { describe, expect, it } from 'vitest';
import { coverageInWords } from '../../../shared/messages/kinds/digest/words.ts';
import type { Scan } from '../../../shared/model/target.ts';
import { addVaultCoverage, vaultCoverage } from '../../../shared/model/vaults.ts';

const RUN = { id: '2026-11-21T06:00:00Z.001' };

function scan(location: string, source: Scan['source'], code: string | undefined, runId = RUN.id): Scan {
  return {
    account: 'azure#a0000000-0000-4000-8000-000000000001',
    cloud: 'azure',
    location,
    source,
    runId,
    outcome: code === undefined ? 'complete' : 'failed',
    listed: code === undefined,
    observedAt: '2026-11-21T06:00:00Z',
    count: 0,
    unreadRuns: code === undefined ? 0 : 1,
    problems: code === undefined ? [] : [{ operation: 'list', code, message: 'why' }],
    scanRevision: 1,
  };
}

const TARGETS = ['kv-open', 'kv-closed', 'kv-denied'].flatMap((location) => [
  { location, source: 'azure.key-vault-secret' as const },
  { location, source: 'azure.key-vault-certificate' as const },
]);
const account = {
  cloud: 'azure' as const,
  targets: [...TARGETS, { location: 'global', source: 'azure.storage-account-key' as const }],
};

describe('the coverage of vaults', () => {
  it('counts a vault once, however many of its targets the network kept out', () => {
    const scans = [
      scan('kv-open', 'azure.key-vault-secret', undefined),
      scan('kv-closed', 'azure.key-vault-secret', 'unreachable'),
      scan('kv-closed', 'azure.key-vault-certificate', 'unreachable'),
      scan('kv-denied', 'azure.key-vault-secret', 'ForbiddenByPolicy'),
      scan('global', 'azure.storage-account-key', 'unreachable'),
    ];
    expect(vaultCoverage(account, scans, RUN)).toEqual({ planned: 3, unreachable: 1 });
  });

  it('depends on the kind of a problem, whatever its code', () => {
    const [problem] = scan('kv-closed', 'azure.key-vault-secret', 'ForbiddenByFirewall').problems;
    const typed = (kind: string) => ({
      ...scan('kv-closed', 'azure.key-vault-secret', 'X'),
      problems: problem === undefined ? [] : [{ ...problem, kind }],
    });
    expect(vaultCoverage(account, [typed('unreachable')], RUN)).toEqual({ planned: 3, unreachable: 1 });
    expect(vaultCoverage(account, [typed('denied')], RUN)).toEqual({ planned: 3, unreachable: 0 });
  });

  it('ignores scans of earlier runs', () => {
    const old = scan('kv-closed', 'azure.key-vault-secret', 'unreachable', '2026-11-20T06:00:00Z.001');
    expect(vaultCoverage(account, [old], RUN)).toEqual({ planned: 3, unreachable: 0 });
  });

  it('is empty if locations are regions', () => {
    expect(vaultCoverage({ ...account, cloud: 'aws' }, [], RUN)).toEqual({ planned: 0, unreachable: 0 });
  });

  it('adds up, and appears in the text of a message', () => {
    const vaults = addVaultCoverage({ planned: 3, unreachable: 1 }, { planned: 4, unreachable: 0 });
    expect(vaults).toEqual({ planned: 7, unreachable: 1 });
    expect(coverageInWords({ planned: 9, complete: 8, vaults, unread: [] })).toBe(
      '8/9 targets read, 1/7 vaults unreachable.',
    );
  });
});
