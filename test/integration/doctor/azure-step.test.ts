import { afterEach, describe, expect, it } from 'vitest';
import { isHealthy, type DoctorReport } from '../../../doctor/report.ts';
import type { AzureEstate } from '../../../sandbox/estate/azure-estate.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { AZURE_STEPS } from '../../../shared/clouds/azure/connecting.ts';
import { CLIENT, estate, SUBSCRIPTION, TENANT } from '../../bed/azure/stage.ts';
import { everyStep, lacksOf, lookAtAzure, secrets, type AzureScene } from '../../bed/doctor/azure-scene.ts';
import { closeClouds, statesOf, stepsOf } from '../../bed/doctor/look.ts';

let sandbox: Sandbox;
afterEach(() => closeClouds(sandbox));

async function look(scene: AzureScene = {}): Promise<DoctorReport> {
  const looked = await lookAtAzure(scene);
  ({ sandbox } = looked);
  return looked.report;
}

const trusting = (parts: Partial<AzureEstate['federation']>): Partial<AzureEstate> => ({
  federation: { ...estate().federation, ...parts },
});

describe('the missing step of connecting Azure', () => {
  it.each([
    [
      'AWS’s tokens, which are disabled',
      'OutboundWebIdentityFederationDisabledException',
      'aws iam enable-outbound-web-identity-federation',
    ],
    ['AWS’s tokens, which the role may not have', undefined, 'npm run deploy'],
  ])('is the token from AWS: %s', async (_what, code, nextStep) => {
    const fault = { service: 'sts', operation: 'GetWebIdentityToken' };
    const report = await look({
      faults: [code === undefined ? { ...fault, kind: 'deny' } : { ...fault, kind: 'error', code }],
    });
    const [first, ...others] = statesOf(report, 'azure');
    expect(first).toEqual([AZURE_STEPS.tokens, 'wrong']);
    expect(new Set(others.map(([, state]) => state))).toEqual(new Set(['unasked']));
    expect(stepsOf(report, 'azure')[AZURE_STEPS.tokens]?.nextStep).toContain(nextStep);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.trust]?.says).toContain(AZURE_STEPS.tokens);
  });

  it.each([
    [
      'the subject',
      trusting({ subject: 'arn:aws:iam::111111111111:role/x' }),
      {},
      'ROLE_ARN=arn:aws:iam::111111111111:role/skc-watch-federation',
    ],
    [
      'the issuer',
      trusting({ issuer: 'https://other.example' }),
      {},
      'az ad app federated-credential update',
    ],
    ['the audience', trusting({ audience: 'api://Other' }), {}, `--id "${CLIENT}"`],
    ['the application', trusting({ clientId: '7f1c0a52-0000-4000-8000-0000000000ff' }), {}, 'azure.clientId'],
    ['the tenant', {}, { tenantId: '7f1c0a52-0000-4000-8000-00000000dead' }, 'azure.tenantId'],
  ] as const)('is the trust of the application: %s differs', async (_what, parts, config, nextStep) => {
    const report = await look({ parts, config });
    const steps = stepsOf(report, 'azure');
    expect(steps[AZURE_STEPS.tokens]?.state).toBe('fine');
    expect(steps[AZURE_STEPS.trust]).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('AADSTS'),
    });
    expect(steps[AZURE_STEPS.trust]?.nextStep).toContain(nextStep);
    expect(steps[AZURE_STEPS.read]?.state).toBe('unasked');
    expect(isHealthy(report)).toBe(false);
  });

  it('is reading metadata, if no subscription is visible', async () => {
    const report = await look({ parts: { subscriptions: [] } });
    const steps = stepsOf(report, 'azure');
    expect(steps[AZURE_STEPS.trust]?.state).toBe('fine');
    expect(steps[AZURE_STEPS.read]).toMatchObject({ state: 'wrong' });
    expect(steps[AZURE_STEPS.read]?.nextStep).toContain(
      `--role "SKC Watch metadata reader" --scope "/providers/Microsoft.Management/managementGroups/${TENANT}"`,
    );
    expect(steps[AZURE_STEPS.graph]?.state).toBe('fine');
    expect(steps[AZURE_STEPS.policies]?.state).toBe('unasked');
  });

  it('is reading metadata, if Resource Graph refuses', async () => {
    const report = await look({ faults: [{ service: 'arm', operation: 'QueryResources', kind: 'deny' }] });
    const steps = stepsOf(report, 'azure');
    expect(steps[AZURE_STEPS.read]).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('AuthorizationFailed'),
    });
    expect(steps[AZURE_STEPS.graph]?.state).toBe('unasked');
  });

  it('is reading metadata of a configured subscription that is not visible', async () => {
    const hidden = 'a0000000-0000-4000-8000-0000000000ee';
    const report = await look({ config: { subscriptions: { include: [SUBSCRIPTION, hidden] } } });
    expect(stepsOf(report, 'azure')[AZURE_STEPS.read]).toMatchObject({
      state: 'wrong',
      says: `not listed: ${hidden}`,
      nextStep: expect.stringContaining(`--scope "/subscriptions/${hidden}"`),
    });
  });

  it('is reading metadata, if a vault refuses because the role is missing; the other is granted', async () => {
    const report = await look({ vaults: [{ secrets }, { name: 'kv-shut', closed: 'denied', secrets }] });
    expect(lacksOf(report).map(({ permission, state, location }) => [permission, state, location])).toEqual([
      ['Microsoft.KeyVault/vaults/certificates/read', 'missing', 'kv-shut'],
      ['Microsoft.KeyVault/vaults/keys/read', 'missing', 'kv-shut'],
      ['Microsoft.KeyVault/vaults/secrets/readMetadata/action', 'missing', 'kv-shut'],
    ]);
    expect(lacksOf(report)[0]?.nextStep).toContain(`--scope "/subscriptions/${SUBSCRIPTION}"`);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.read]).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('kv-shut'),
    });
  });

  it('is reading the credentials of applications', async () => {
    const report = await look({ parts: everyStep(), faults: [{ service: 'graph', kind: 'deny' }] });
    const wrong = statesOf(report, 'azure').filter(([, state]) => state !== 'fine');
    expect(wrong).toEqual([[AZURE_STEPS.graph, 'wrong']]);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.graph]?.nextStep).toContain('/appRoleAssignments');
  });

  it('is the access policy of a vault that still has them', async () => {
    const report = await look({
      vaults: [{ secrets }, { name: 'kv-old', access: 'policies', closed: 'denied', secrets }],
    });
    const wrong = statesOf(report, 'azure').filter(([, state]) => state !== 'fine');
    expect(wrong).toEqual([[AZURE_STEPS.policies, 'wrong']]);
    const { nextStep } = stepsOf(report, 'azure')[AZURE_STEPS.policies] ?? {};
    expect(nextStep).toMatch(/^az keyvault set-policy --name "kv-old" .*--secret-permissions list --key/);
    expect(new Set(lacksOf(report).map((lack) => lack.nextStep))).toEqual(new Set([nextStep]));
  });

  it('is the local role of a managed HSM', async () => {
    const report = await look({ parts: everyStep(), faults: [{ service: 'managedhsm', kind: 'deny' }] });
    const wrong = statesOf(report, 'azure').filter(([, state]) => state !== 'fine');
    expect(wrong).toEqual([[AZURE_STEPS.hsms, 'wrong']]);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.hsms]?.nextStep).toContain(
      '--hsm-name "hsm-pay" --role "Managed HSM Crypto Auditor"',
    );
  });

  it('is unknown if Azure does not answer: the first step that could not be checked is marked', async () => {
    const report = await look({ faults: [{ service: 'arm', operation: 'QueryResources', kind: 'garbage' }] });
    expect(statesOf(report, 'azure').slice(0, 4)).toEqual([
      [AZURE_STEPS.tokens, 'fine'],
      [AZURE_STEPS.trust, 'unasked'],
      [AZURE_STEPS.read, 'wrong'],
      [AZURE_STEPS.graph, 'unasked'],
    ]);
    expect(stepsOf(report, 'azure')[AZURE_STEPS.read]?.nextStep).toContain('No permission is missing');
  });
});
