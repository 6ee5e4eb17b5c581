import { describe, expect, it } from 'vitest';
import { renderConfigurationDocument } from '../../../shared/config/document.ts';
import { parseConfig } from '../../../shared/config/load.ts';

describe('docs/configuration.md', () => {
  it('has every key, default and meaning of the schema (vitest -u rewrites it)', async () => {
    await expect(renderConfigurationDocument()).toMatchFileSnapshot('../../../docs/configuration.md');
  });

  it('shows an example that is right', () => {
    const [, example = ''] = /```json\n([^]*?)```/.exec(renderConfigurationDocument()) ?? [];
    expect(parseConfig(example, 'example').memberRole.externalId).toBe('between-us');
  });
});
