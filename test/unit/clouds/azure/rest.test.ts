import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { operationName } from '../../../../shared/clouds/azure/operation-name.ts';
import { openRest } from '../../../../shared/clouds/azure/rest.ts';
import { openSenders } from '../../../../shared/clouds/azure/sender.ts';
import { Calls } from '../../../../shared/clouds/calls.ts';

describe('requests to Azure', () => {
  it.each([
    'https://evil.example/secrets',
    'https://management.azure.com.evil.example/x',
    'https://management.azure.com@evil.example/x',
    'http://management.azure.com/x',
  ])('do not send a token to an unexpected next link: %s', async (address) => {
    const calls = new Calls();
    const credential = { getToken: () => Promise.reject(new Error('a token was asked for')) };
    const audience = 'https://management.azure.com';
    const rest = openRest(audience, openSenders(credential, calls)(audience));
    await expect(rest.get(address, z.unknown())).rejects.toMatchObject({ name: 'InvalidAzureAnswer' });
    expect(calls.total()).toBe(0);
  });

  it.each([
    ['GET', 'https://kv.vault.azure.net/secrets?api-version=7.6', 'keyvault:ListSecrets'],
    ['GET', 'https://kv.vault.azure.net/secrets/', 'keyvault:ListSecrets'],
    ['GET', 'https://kv.vault.usgovcloudapi.net/deletedkeys', 'keyvault:ListDeletedKeys'],
    ['GET', 'https://hsm.managedhsm.azure.net/keys/k/rotationpolicy', 'managedhsm:GetKeyRotationPolicy'],
    [
      'POST',
      'https://management.azure.com/providers/Microsoft.ResourceGraph/resources',
      'arm:QueryResources',
    ],
    ['GET', 'https://graph.microsoft.com/v1.0/applications?$top=999', 'graph:ListApplications'],
    ['GET', 'https://kv.vault.azure.net/secrets/a/b/c/d', 'keyvault:GET'],
  ])('are named by what they ask: %s %s', (method, address, name) => {
    expect(operationName(method, address)).toBe(name);
  });
});
