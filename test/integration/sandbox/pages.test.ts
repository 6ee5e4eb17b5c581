import { paginateListCertificates } from '@aws-sdk/client-acm';
import { paginateListUsers } from '@aws-sdk/client-iam';
import { ListKeyRotationsCommand, paginateListAliases, paginateListKeys } from '@aws-sdk/client-kms';
import { ListSecretsCommand, paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { clients } from '../../bed/sandbox/clients.ts';

describe('pages of the sandbox', () => {
  const estate = generateEstate({ accounts: 1, skcs: 1500, seed: 5, epoch: '2026-11-21T06:00:00Z' });
  const [account] = estate.accounts;
  let sandbox: Sandbox;
  let aws: ReturnType<typeof clients>;
  beforeAll(async () => {
    sandbox = await startSandbox({ estate });
    aws = clients(sandbox.url);
  });
  afterAll(() => sandbox.close());
  const here = (each: { region: string }) => each.region === 'us-east-1';

  it('hold at most 100 secrets, and together every one once', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of paginateListSecrets({ client: aws.secrets, pageSize: 100 }, {})) {
      expect(page.SecretList?.length).toBeLessThanOrEqual(100);
      names.push(...(page.SecretList ?? []).map((each) => each.Name));
    }
    expect(names).toEqual(account?.secrets.filter(here).map((each) => each.name));
  });

  it('cannot be requested with more than 100 secrets or an invalid token', async () => {
    await expect(aws.secrets.send(new ListSecretsCommand({ MaxResults: 101 }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(aws.secrets.send(new ListSecretsCommand({ NextToken: 'x' }))).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
  });

  it('have the requested number of keys and aliases, and together each one once', async () => {
    const keys: (string | undefined)[] = [];
    for await (const page of paginateListKeys({ client: aws.kms, pageSize: 40 }, {}))
      keys.push(...(page.Keys ?? []).map((each) => each.KeyId));
    const aliases: (string | undefined)[] = [];
    for await (const page of paginateListAliases({ client: aws.kms, pageSize: 33 }, {}))
      aliases.push(...(page.Aliases ?? []).map((each) => each.TargetKeyId));
    const declared = account?.keys.filter(here).map((each) => each.id);
    expect(keys).toEqual(declared);
    // One predefined alias has no key yet.
    expect(aliases).toEqual([...(declared ?? []), undefined]);
  });

  it('have the requested number of certificates', async () => {
    const lengths: number[] = [];
    for await (const page of paginateListCertificates({ client: aws.acm, pageSize: 10 }, {}))
      lengths.push(page.CertificateSummaryList?.length ?? 0);
    expect(lengths.slice(0, -1).every((length) => length === 10)).toBe(true);
    expect(lengths.length).toBeGreaterThan(2);
  });

  it('have the requested number of users', async () => {
    let users = 0;
    for await (const page of paginateListUsers({ client: aws.iam, pageSize: 40 }, {}))
      users += page.Users?.length ?? 0;
    expect(users).toBe(150);
  });

  it('give the rotations of a key', async () => {
    const rotating = account?.keys.find(
      (key) => here(key) && key.rotation !== undefined && key.createdAt < '2024-10',
    );
    const { Rotations } = await aws.kms.send(new ListKeyRotationsCommand({ KeyId: rotating?.id }));
    expect(Rotations?.length).toBeGreaterThanOrEqual(2);
    expect(Rotations?.[0]).toMatchObject({ RotationType: 'AUTOMATIC', RotationDate: expect.any(Date) });
  });
});
