import { describe, expect, it } from 'vitest';
import { missingSignIns } from '../../../shared/config/missing-sign-ins.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { THREE_CLOUDS } from '../../bed/infra/synthesised.ts';

const TENANT = '7f1c0a52-0000-4000-8000-00000000000a';

describe('a configuration to be deployed', () => {
  it('lacks nothing if every cloud that is read has a sign-in', () => {
    expect(missingSignIns(configSchema.parse(THREE_CLOUDS))).toEqual([]);
    expect(missingSignIns(configSchema.parse({}))).toEqual([]);
  });

  it('reports everything that is missing at once, and where to get it', () => {
    const missing = missingSignIns(configSchema.parse({ azure: { tenantId: TENANT }, gcp: {} }));
    expect(missing).toHaveLength(2);
    expect(missing[0]).toMatch(/azure\.clientId is missing.*skc connect azure/);
    expect(missing[1]).toMatch(/gcp\.workloadIdentity is missing.*skc connect gcp/);
  });
});
