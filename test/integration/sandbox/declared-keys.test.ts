import { DecryptCommand, GenerateMacCommand, SignCommand, VerifyMacCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { clients } from '../../bed/sandbox/clients.ts';

const OWN = '111111111111';
const arn = (account: string, id: string) => `arn:aws:kms:us-east-1:${account}:key/${id}`;
const LINKS = arn(OWN, 'links');
const message = { MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from('review 1') } as const;

describe('a key that the product declares', () => {
  let sandbox: Sandbox;
  let kms: ReturnType<typeof clients>['kms'];
  beforeAll(async () => {
    const estate = generateEstate({ accounts: 2, skcs: 4, seed: 7, epoch: '2026-11-21T06:00:00Z' });
    for (const account of estate.accounts)
      if (account.id === OWN)
        account.declaredKeys = [{ arn: LINKS, actions: ['kms:GenerateMac', 'kms:VerifyMac'] }];
    sandbox = await startSandbox({ estate });
    kms = clients(sandbox.url).kms;
  });
  beforeEach(() => sandbox.calls.clear());
  afterAll(() => sandbox.close());

  it('creates and verifies HMACs, which does not count as reading a value', async () => {
    const { Mac } = await kms.send(new GenerateMacCommand({ KeyId: LINKS, ...message }));
    expect(await kms.send(new VerifyMacCommand({ KeyId: LINKS, Mac, ...message }))).toMatchObject({
      MacValid: true,
    });
    await expect(
      kms.send(new VerifyMacCommand({ KeyId: LINKS, Mac, ...message, Message: Buffer.from('review 2') })),
    ).rejects.toThrow('not that of this message');
    expect(sandbox.calls.list().map(({ valueRead }) => valueRead)).toEqual([false, false, false]);
  });

  it.each([
    [
      'another use of it',
      () => kms.send(new DecryptCommand({ KeyId: LINKS, CiphertextBlob: Buffer.from('x') })),
    ],
    [
      'a signature by it',
      () =>
        kms.send(
          new SignCommand({ KeyId: LINKS, Message: Buffer.from('x'), SigningAlgorithm: 'ECDSA_SHA_256' }),
        ),
    ],
    ['another key', () => kms.send(new GenerateMacCommand({ KeyId: arn(OWN, 'other'), ...message }))],
  ])('does not allow %s, which is refused and marked', async (_what, call) => {
    await expect(call()).rejects.toThrow('the sandbox holds metadata only');
    expect(sandbox.calls.list().map(({ valueRead }) => valueRead)).toEqual([true]);
  });

  it("belongs to its own account: another account's call is refused", async () => {
    const other = clients(sandbox.url, '200000000001').kms;
    await expect(other.send(new GenerateMacCommand({ KeyId: LINKS, ...message }))).rejects.toThrow(
      'metadata only',
    );
  });
});
