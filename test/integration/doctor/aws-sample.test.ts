import { afterEach, describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import { closeClouds, EPOCH, lookAt, openEstate } from '../../bed/doctor/look.ts';

let sandbox: Sandbox;
afterEach(() => closeClouds(sandbox));

/** Calls of each operation, for an account of one region. */
async function callsFor(skcs: number): Promise<Record<string, number>> {
  sandbox = await openEstate(generateEstate({ accounts: 1, skcs, seed: 1, epoch: EPOCH }));
  const calls = new Calls();
  await lookAt(sandbox, { include: { regions: ['eu-west-1'] } }, { calls });
  return calls.byOperation();
}

describe('the doctor’s sample of an AWS account', () => {
  it('calls no operation more than five times, however much the account holds', async () => {
    const calls = await callsFor(600);
    const perSkc = ['kms:DescribeKey', 'iam:ListAccessKeys'];
    for (const operation of perSkc) expect(calls[operation]).toBe(5);
    expect(Math.max(...Object.values(calls))).toBe(5);
  });

  it('confirms a finding of each type as a run would, once', async () => {
    const calls = await callsFor(600);
    expect(calls).toMatchObject({
      'acm:DescribeCertificate': 1,
      'secretsmanager:DescribeSecret': 1,
      'secretsmanager:ListSecretVersionIds': 1,
      'iam:GetAccessKeyLastUsed': 1,
    });
  });
});

const TAG_PERMISSIONS = ['iam:GetAccountAuthorizationDetails', 'tag:GetResources'];

/** The report on an account of one region, where the given service and operation are denied. */
async function reportOf(tags: boolean, denied?: { service: string; operation: string }) {
  const estate = generateEstate({ accounts: 1, skcs: 20, seed: 1, epoch: EPOCH });
  sandbox = await openEstate(estate);
  if (denied !== undefined) sandbox.faults.add({ kind: 'deny', ...denied });
  const calls = new Calls();
  const report = await lookAt(sandbox, { tags, include: { regions: ['eu-west-1'] } }, { calls });
  const sources = report.accounts.flatMap((account) => account.sources);
  return { sources, lacks: sources.flatMap(({ lacks }) => lacks), calls: calls.byOperation() };
}

describe('the permissions for tags', () => {
  it('are granted where the configuration asks for tags', async () => {
    const { sources, lacks } = await reportOf(true);
    const granted = new Set(sources.flatMap((source) => source.granted));
    expect(TAG_PERMISSIONS.filter((each) => !granted.has(each))).toEqual([]);
    expect(lacks).toEqual([]);
  });

  it('are not used where it does not', async () => {
    const { sources, calls } = await reportOf(false);
    const named = sources.flatMap(({ granted, untried }) => [...granted, ...untried]);
    // The users are read for AWS's flag of exposed keys as well.
    expect(TAG_PERMISSIONS.filter((each) => named.includes(each) || each in calls)).toEqual([
      'iam:GetAccountAuthorizationDetails',
    ]);
  });

  it.each([
    ['tag:GetResources', 'tag', 'GetResources'],
    ['iam:GetAccountAuthorizationDetails', 'iam', 'GetAccountAuthorizationDetails'],
  ])('are reported where %s is denied, with the next step', async (permission, service, operation) => {
    const { sources, lacks } = await reportOf(true, { service, operation });
    expect(new Set(lacks.map((lack) => lack.permission))).toEqual(new Set([permission]));
    expect(lacks[0]?.state).toBe('missing');
    expect(lacks[0]?.nextStep).toContain(permission);
    expect(sources.some(({ granted }) => granted.includes(permission))).toBe(false);
  });
});
