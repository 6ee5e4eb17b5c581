import { describe, expect, it } from 'vitest';
import type { FoundAccounts } from '../../../functions/plan/accounts.ts';
import { NotThere, refuseUnknownAccounts, refuseUnknownRegions } from '../../../functions/plan/asked.ts';
import type { Account } from '../../../shared/model/account.ts';
import type { PlannedAccount } from '../../../shared/model/run.ts';
import type { Problem } from '../../../shared/model/target.ts';

const account = (id: string): Account => ({
  key: `aws#${id}`,
  cloud: 'aws',
  id,
  name: id,
  path: [],
  status: 'active',
});
const problem: Problem & { remedy: string } = { operation: 'x', code: 'x', message: '', remedy: 'x' };
const found = (...ids: string[]): FoundAccounts => ({
  cloud: 'aws',
  accounts: ids.map(account),
  missing: 'left',
  problem: undefined,
});
const planned = (locations: string[], problems: Problem[] = []): PlannedAccount => ({
  ...account('111122223333'),
  targets: locations.map((location) => ({ location, source: 'aws.kms-key' })),
  problems,
});

/** The error and its next step; undefined where nothing is refused. */
function refusal(refuse: () => void): [string, string] | undefined {
  try {
    refuse();
    return undefined;
  } catch (error) {
    if (error instanceof NotThere) return [error.message, error.nextStep];
    throw error;
  }
}

describe('an account that is asked for', () => {
  const asked = (id: string) => ({ accounts: [id], regions: [] });

  it('is refused where no cloud has it, with the nearest match', () => {
    expect(
      refusal(() => refuseUnknownAccounts([found('111122223333', '444455556666')], asked('111122223334'))),
    ).toEqual([
      'no account 111122223334 can be read with this sign-in and configuration; nothing was read',
      'Did you mean 111122223333?',
    ]);
    expect(refusal(() => refuseUnknownAccounts([found('111122223333')], asked('pay-prod-4711')))?.[1]).toBe(
      'There is: 111122223333',
    );
  });

  it('is taken where it is there, where nothing was asked for, and where a cloud could not list its accounts', () => {
    const all = [found('111122223333')];
    expect(refusal(() => refuseUnknownAccounts(all, asked('111122223333')))).toBeUndefined();
    expect(refusal(() => refuseUnknownAccounts(all, undefined))).toBeUndefined();
    const hidden = [...all, { ...found(), problem }];
    expect(refusal(() => refuseUnknownAccounts(hidden, asked('999999999999')))).toBeUndefined();
  });
});

describe('a region that is asked for', () => {
  const asked = { accounts: [], regions: ['eu-west-9'] };

  it('is refused where no account has enabled it', () => {
    expect(refusal(() => refuseUnknownRegions([planned(['global', 'eu-west-1'])], asked))).toEqual([
      'no region eu-west-9 is enabled in an account that is read; nothing was read',
      'Did you mean eu-west-1?',
    ]);
  });

  it('is taken where one has, and where the regions of one could not be read', () => {
    expect(refusal(() => refuseUnknownRegions([planned(['eu-west-9'])], asked))).toBeUndefined();
    expect(refusal(() => refuseUnknownRegions([planned(['global'], [problem])], asked))).toBeUndefined();
  });
});
