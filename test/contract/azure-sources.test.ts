import { describe, expect, it } from 'vitest';
import { azureReaderRole, graphPermissions } from '../../shared/readers/azure/permissions.ts';
import { azureSources } from '../../shared/sources/azure/registry.ts';
import { exportsOf, hasAll } from '../bed/folder-exports.ts';

describe('the registry of Azure sources', () => {
  it('contains exactly the sources of the folder, each in a file named after its type', async () => {
    const found = await exportsOf('shared/sources/azure', isSource);
    expect(new Set(found.map(({ value }) => value))).toEqual(new Set(azureSources));
    expect(found.map(({ file }) => file)).toEqual(
      found.map(({ value }) => `${value.type.replace('azure.', '')}.ts`),
    );
    expect(found).toHaveLength(azureSources.length);
  });

  it.each(azureSources.map((source) => [source.type, source] as const))(
    '%s declares what it may call',
    (_type, source) => {
      expect(source.permissions.some(({ use }) => use === 'list')).toBe(true);
      const asked = source.permissions.map(({ action }) => action);
      expect(asked.filter((action) => source.denied.includes(action))).toEqual([]);
    },
  );
});

describe('the reader’s role', () => {
  it('can only read metadata', () => {
    const { actions, dataActions } = azureReaderRole();
    expect(dataActions).toEqual([
      'Microsoft.KeyVault/vaults/certificates/read',
      'Microsoft.KeyVault/vaults/keyrotationpolicies/read',
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    ]);
    for (const action of actions) expect(action).toMatch(/\/read$/);
    for (const action of [...actions, ...dataActions]) expect(action).not.toContain('*');
  });

  it('never includes actions that return or use a value', () => {
    const { actions, dataActions, notDataActions } = azureReaderRole();
    expect(notDataActions).toContain('Microsoft.KeyVault/vaults/secrets/getSecret/action');
    const granted = new Set([...actions, ...dataActions]);
    for (const source of azureSources)
      for (const denied of source.denied) expect(granted).not.toContain(denied);
  });

  it('includes every action that a source declares', () => {
    const { actions, dataActions } = azureReaderRole();
    const granted = new Set([...actions, ...dataActions, ...graphPermissions()]);
    const asked = azureSources.flatMap(({ permissions }) => permissions.map(({ action }) => action));
    // A managed HSM has its own roles, assigned within it.
    expect(asked.filter((action) => !granted.has(action) && !action.includes('/managedHsm/'))).toEqual([]);
  });

  it('reads applications with the narrowest permission of Graph', () => {
    expect(graphPermissions()).toEqual(['Application.Read.All']);
  });
});

function isSource(value: unknown): value is { type: string } {
  return hasAll(value, 'type', 'permissions', 'list');
}
