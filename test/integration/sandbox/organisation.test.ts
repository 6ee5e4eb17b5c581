import { GetAlternateContactCommand, ListRegionsCommand } from '@aws-sdk/client-account';
import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { sampleEstate } from '../../../sandbox/estate/sample.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { clients } from '../../bed/sandbox/clients.ts';

const epoch = '2026-11-21T06:00:00Z';

describe("the sandbox's organisation", () => {
  let sandbox: Sandbox;
  let aws: ReturnType<typeof clients>;
  beforeAll(async () => {
    sandbox = await startSandbox({ estate: sampleEstate({ epoch }) });
    aws = clients(sandbox.url);
  });
  afterAll(() => sandbox.close());

  it('answers only the management account', async () => {
    const member = clients(sandbox.url, '222222222222').organizations;
    await expect(member.send(new ListAccountsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('returns its organisation to every account', async () => {
    const member = clients(sandbox.url, '222222222222').organizations;
    const { Organization } = await member.send(new DescribeOrganizationCommand({}));
    expect(Organization?.MasterAccountId).toBe('111111111111');
  });

  it('leads from the root down to an account and back', async () => {
    const { organizations } = aws;
    const { Roots } = await organizations.send(new ListRootsCommand({}));
    const units = await organizations.send(
      new ListOrganizationalUnitsForParentCommand({ ParentId: Roots?.[0]?.Id }),
    );
    const bank = units.OrganizationalUnits?.find((unit) => unit.Name === 'bank');
    const below = await organizations.send(
      new ListOrganizationalUnitsForParentCommand({ ParentId: bank?.Id }),
    );
    const ParentId = below.OrganizationalUnits?.[0]?.Id;
    const { NextToken } = await organizations.send(new ListAccountsForParentCommand({ ParentId }));
    const { Accounts } = await organizations.send(new ListAccountsForParentCommand({ ParentId, NextToken }));
    expect(Accounts?.map((each) => each.Name)).toEqual(['pay-prod', 'core-banking']);
    const { Parents } = await organizations.send(new ListParentsCommand({ ChildId: '222222222222' }));
    expect(Parents).toEqual([{ Id: ParentId, Type: 'ORGANIZATIONAL_UNIT' }]);
  });

  it("gives an account's tags", async () => {
    const { Tags } = await aws.organizations.send(
      new ListTagsForResourceCommand({ ResourceId: '222222222222' }),
    );
    expect(Tags).toEqual([{ Key: 'team', Value: 'pay' }]);
  });

  it('lists the enabled regions', async () => {
    const { Regions } = await clients(sandbox.url, '333333333333').account.send(new ListRegionsCommand({}));
    expect(Regions?.map((each) => [each.RegionName, each.RegionOptStatus])).toEqual([
      ['eu-west-1', 'ENABLED_BY_DEFAULT'],
      ['us-east-1', 'ENABLED_BY_DEFAULT'],
      ['ap-east-1', 'DISABLED'],
    ]);
  });

  it('lists only regions with the requested status', async () => {
    const RegionOptStatusContains = ['ENABLED', 'ENABLED_BY_DEFAULT'] as const;
    const { Regions } = await clients(sandbox.url, '333333333333').account.send(
      new ListRegionsCommand({ RegionOptStatusContains: [...RegionOptStatusContains] }),
    );
    expect(Regions).toHaveLength(2);
  });

  it("gives another account's security contact to the management account", async () => {
    const asking = new GetAlternateContactCommand({
      AlternateContactType: 'SECURITY',
      AccountId: '222222222222',
    });
    const { AlternateContact } = await aws.account.send(asking);
    expect(AlternateContact?.EmailAddress).toBe('pay-security@skc-sample.example');
    await expect(clients(sandbox.url, '333333333333').account.send(asking)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('answers ResourceNotFoundException where there is no contact', async () => {
    const asking = new GetAlternateContactCommand({
      AlternateContactType: 'SECURITY',
      AccountId: '666666666666',
    });
    await expect(aws.account.send(asking)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('lists accounts in pages of 20', async () => {
    const estate = generateEstate({ accounts: 45, skcs: 0, seed: 1, epoch });
    const large = await startSandbox({ estate });
    const { organizations } = clients(large.url);
    const lengths: number[] = [];
    for await (const page of paginateListAccounts({ client: organizations }, {}))
      lengths.push(page.Accounts?.length ?? 0);
    await large.close();
    expect(lengths).toEqual([20, 20, 5]);
  });
});
