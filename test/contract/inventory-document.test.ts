import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inventoryDocument } from '../../shared/inventory/document.ts';
import { ENTITIES } from '../../shared/inventory/entities/registry.ts';

describe('docs/inventory.md', () => {
  it('matches the entities', async () => {
    const page = fileURLToPath(new URL('../../docs/inventory.md', import.meta.url));
    await expect(inventoryDocument()).toMatchFileSnapshot(page);
  });

  it('has a meaning for every attribute', () => {
    const silent = ENTITIES.flatMap(({ name, schema }) =>
      Object.entries(schema.shape).flatMap(([attribute, type]) =>
        type.description === undefined && attribute !== 'account' ? [`${name}.${attribute}`] : [],
      ),
    );
    expect(silent).toEqual([]);
  });
});
