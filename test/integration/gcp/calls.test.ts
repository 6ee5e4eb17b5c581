import { describe, expect, it } from 'vitest';
import type { GcpProject } from '../../../sandbox/estate/gcp-estate.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { EPOCH, gcpEstate, gcpProject, openGcpStage, type GcpStage } from '../../bed/gcp/stage.ts';

const at = (days: number) => addDays(EPOCH, days);
const MADE = { createdAt: at(-100), versions: [at(-100), at(-10)] };

const dynalite = dynaliteOfFile();

/** A hundred SKCs of all types, mostly secrets, new enough that no finding needs confirmation. */
function hundred(index: number): GcpProject {
  const many = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, each) => make(each));
  return gcpProject(`team-project-${index}`, `10000000000${index}`, {
    secrets: many(70, (each) => ({ name: `s${each}`, ...MADE, expiresAt: at(500) })),
    keys: many(15, (each) => ({
      ring: 'one',
      name: `k${each}`,
      location: 'europe-west3',
      createdAt: at(-100),
      purpose: 'ENCRYPT_DECRYPT',
      algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION',
      protectionLevel: 'SOFTWARE',
      rotation: { everyDays: 90, firstAt: at(-10) },
    })),
    serviceAccounts: many(5, (each) => ({
      name: `sa${each}`,
      createdAt: at(-100),
      keys: [{ id: `${each}`.padEnd(40, '0'), createdAt: at(-20) }],
    })),
    apiKeys: many(5, (each) => ({ uid: `uid-${each}`, displayName: `key ${each}`, createdAt: at(-20) })),
    certificates: many(3, (each) => ({
      name: `c${each}`,
      location: 'global',
      createdAt: at(-20),
      validDays: 365,
      domains: ['a.example'],
    })),
    sslCertificates: many(2, (each) => ({
      name: `t${each}`,
      createdAt: at(-20),
      validDays: 365,
      domains: ['b.example'],
    })),
  });
}

/** Calls per 1,000 SKCs, by operation. Verifications are counted separately: here there is nothing to confirm. */
async function callsPerThousand(
  assetInventory: boolean,
): Promise<{ calls: number; by: Record<string, number> }> {
  const estate = gcpEstate([1, 2, 3].map(hundred));
  const stage: GcpStage = await openGcpStage(dynalite.url, estate, {
    assetInventory,
    locations: ['europe-west3'],
  });
  try {
    const scans = await stage.collectAll();
    const skcs = scans.reduce((sum, { scan }) => sum + scan.count, 0);
    expect(skcs).toBe(300);
    expect(scans.reduce((sum, { verifications }) => sum + verifications, 0)).toBe(0);
    const total = stage.sandbox.calls.list().length;
    expect(stage.calls.total()).toBe(total);
    return { calls: (total / skcs) * 1000, by: stage.sandbox.calls.counts() };
  } finally {
    await stage.close();
  }
}

describe('calls per 1,000 SKCs, over three projects', () => {
  it('are at most 20 with Cloud Asset Inventory', async () => {
    const { calls, by } = await callsPerThousand(true);
    console.log(`Google Cloud with Asset Inventory: ${calls.toFixed(1)} calls / 1,000 SKCs`, by);
    expect(calls).toBeLessThanOrEqual(20);
  });

  it('are at most 1,050 with the services’ APIs', async () => {
    const { calls, by } = await callsPerThousand(false);
    console.log(`Google Cloud by its services: ${calls.toFixed(1)} calls / 1,000 SKCs`, by);
    expect(calls).toBeLessThanOrEqual(1050);
  });
});
