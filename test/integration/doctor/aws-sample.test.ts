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
