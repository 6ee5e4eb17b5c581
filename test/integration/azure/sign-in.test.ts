import * as z from 'zod';
import { connectAzure } from '../../../cli/connect/azure.ts';
import { webIdentityIssuer } from '../../../sandbox/aws/web-identity.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { AzureEstate } from '../../../sandbox/estate/azure-estate.ts';
import { federatedCredential } from '../../../shared/clouds/azure/federated-credential.ts';
import { openRest } from '../../../shared/clouds/azure/rest.ts';
import { openSenders } from '../../../shared/clouds/azure/sender.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import { azureFailure } from '../../../shared/clouds/azure/problem.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { keyVaultKey } from '../../../shared/sources/azure/key-vault-key.ts';
import { keyVaultSecret } from '../../../shared/sources/azure/key-vault-secret.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { CLIENT, EPOCH, estate, openAzureStage, TENANT, type AzureStage } from '../../bed/azure/stage.ts';

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());

const credentialSchema = z.object({
  issuer: z.string(),
  subject: z.string(),
  audiences: z.tuple([z.string()]),
});

const SECRETS = [{ secrets: [{ name: 'a', createdAt: addDays(EPOCH, -10) }] }];

function trusting(parts: Partial<AzureEstate['federation']>): AzureEstate {
  const declared = estate({}, SECRETS);
  return { ...declared, federation: { ...declared.federation, ...parts } };
}

describe('signing in to Azure with a token from AWS', () => {
  it('calls STS once and Entra once for each audience, however many clients sign in, and stores nothing', async () => {
    stage = await openAzureStage(dynalite.url, estate({}, SECRETS));
    await stage.collect(keyVaultSecret, 'kv-pay');
    const counts = stage.sandbox.calls.counts();
    expect(counts['entra:Token']).toBe(1);
    expect(counts['sts:GetWebIdentityToken']).toBe(1);
    await stage.collect(keyVaultSecret, 'kv-pay');
    await stage.collect(keyVaultKey, 'kv-pay');
    expect(stage.sandbox.calls.counts()).toMatchObject({ 'entra:Token': 1, 'sts:GetWebIdentityToken': 1 });
  });

  it.each([
    ['subject', { subject: 'arn:aws:iam::111111111111:role/another' }, 'AADSTS700213', /ARN of the IAM role/],
    [
      'issuer',
      { issuer: 'https://another.tokens.sts.global.api.aws' },
      'AADSTS700211',
      /GetOutboundWebIdentityFederationInfo/,
    ],
    ['audience', { audience: 'api://Another' }, 'AADSTS700212', /api:\/\/AzureADTokenExchange/],
    ['application', { clientId: '7f1c0a52-0000-4000-8000-0000000000ff' }, 'AADSTS700016', /azure\.clientId/],
  ] as const)('says what to change when the %s does not match', async (_what, parts, code, remedy) => {
    stage = await openAzureStage(dynalite.url, trusting(parts));
    const { scan } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'denied', problems: [{ operation: 'Entra sign-in', code }] });
    expect(scan.problems[0]?.message).toMatch(remedy);
    expect(scan.problems[0]?.remedy).toMatch(remedy);
  });

  it('works with the federated credential that skc connect prints', async () => {
    const roleArn = 'arn:aws:iam::111111111111:role/sandbox';
    const { files } = connectAzure.guide({ config: configSchema.parse({}), roleArn });
    const printed = files.find(({ name }) => name === 'federated-credential.json')?.content ?? '';
    const filled = printed
      .replace('$ISSUER', webIdentityIssuer('111111111111'))
      .replace('$ROLE_ARN', roleArn);
    const { issuer, subject, audiences } = credentialSchema.parse(JSON.parse(filled));
    stage = await openAzureStage(dynalite.url, trusting({ issuer, subject, audience: audiences[0] }));
    expect((await stage.collect(keyVaultSecret, 'kv-pay')).scan).toMatchObject({
      outcome: 'complete',
      count: 1,
    });
  });

  it('says that the tenant does not exist', async () => {
    stage = await openAzureStage(dynalite.url, estate({}, SECRETS));
    const elsewhere = federatedCredential({
      tenantId: '7f1c0a52-0000-4000-8000-00000000dead',
      clientId: CLIENT,
      authorityHost: 'https://login.microsoftonline.com',
      federationIdentity: { region: 'us-east-1', credentials: undefined },
    });
    const failure = await elsewhere.getToken('https://vault.azure.net/.default').then(
      () => undefined,
      (error: unknown) => azureFailure(error, 'any'),
    );
    expect(failure?.problem).toMatchObject({
      code: 'AADSTS90002',
      message: expect.stringContaining('azure.tenantId'),
    });
    expect(TENANT).not.toContain('dead');
  });

  it('reports AWS’s error if it issues no token', async () => {
    stage = await openAzureStage(dynalite.url, estate({}, SECRETS));
    stage.sandbox.faults.add({ service: 'sts', operation: 'GetWebIdentityToken', kind: 'deny' });
    const { scan } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'denied', problems: [{ code: 'WebIdentityTokenRefused' }] });
    expect(scan.problems[0]?.message).toMatch(/allow the role to call it/);
  });

  it('is not accepted for another resource, and reported as that, not as a missing role', async () => {
    stage = await openAzureStage(dynalite.url, estate({}, SECRETS));
    const credential = federatedCredential({
      tenantId: TENANT,
      clientId: CLIENT,
      authorityHost: 'https://login.microsoftonline.com',
      federationIdentity: { region: 'us-east-1', credentials: undefined },
    });
    const calls = new Calls();
    const forGraph = openSenders(credential, calls)('https://graph.microsoft.com');
    const error: unknown = await openRest('https://kv-pay.vault.azure.net', forGraph)
      .get('/secrets?api-version=7.4', z.unknown())
      .catch((thrown: unknown) => thrown);
    const { problem, denied } = azureFailure(error, 'any');
    expect(denied).toBe(true);
    expect(problem).toMatchObject({ code: 'Unauthorized', kind: 'denied' });
    expect(problem.message).toMatch(/^AKV10022: Invalid audience\. Expected https:\/\/vault\.azure\.net/);
    expect(problem.remedy).toContain('azure.authorityHost');
    expect(problem.missingPermission).toBeUndefined();
    // Once more with a new token, and no more.
    expect(calls.byOperation()['keyvault:ListSecrets']).toBe(2);
  });
});
