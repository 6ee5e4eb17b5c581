import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { azureSources } from '../../shared/sources/azure/registry.ts';
import { sourcesDocument } from '../../shared/sources/document.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';

describe('docs/sources.md', () => {
  it('matches the registries', async () => {
    const page = fileURLToPath(new URL('../../docs/sources.md', import.meta.url));
    await expect(sourcesDocument([...awsSources, ...azureSources, ...gcpSources])).toMatchFileSnapshot(page);
  });
});
