import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateEstate, MEMBER_ROLE } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { openAwsSessions, type AwsSessions } from '../../../shared/clouds/aws/session.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import { signInToSandbox } from '../../bed/sandbox/sign-in.ts';

let sandbox: Sandbox;
let sessions: AwsSessions;
let member: string;

beforeEach(async () => {
  const estate = generateEstate({ accounts: 2, skcs: 0, seed: 1, epoch: '2026-11-21T06:00:00Z' });
  member = estate.accounts[1]?.id ?? '';
  sandbox = await startSandbox({ estate });
  signInToSandbox(process.env, sandbox.url);
  sessions = openAwsSessions({
    homeRegion: 'us-east-1',
    memberRole: MEMBER_ROLE,
    calls: new Calls(),
  });
});
afterEach(async () => {
  sessions.close();
  await sandbox.close();
});

describe('the session of a member account', () => {
  it('is one for all its targets', async () => {
    const [one, other] = await Promise.all([sessions.of(member), sessions.of(member)]);
    expect(one).toBe(other);
    expect(await sessions.of(member)).toBe(one);
    expect(sandbox.calls.counts()['sts:AssumeRole']).toBe(1);
  });

  it('is tried again by the next target after it failed', async () => {
    sandbox.faults.add({ service: 'sts', operation: 'AssumeRole', kind: 'deny', times: 1 });
    await expect(sessions.of(member)).rejects.toThrow(/not authorized/i);
    expect(await sessions.of(member)).toMatchObject({ accountId: member });
  });
});
