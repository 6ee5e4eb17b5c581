import { describe, expect, it } from 'vitest';
import { configurationDocument } from '../../../shared/config/document.ts';
import { parseConfig } from '../../../shared/config/load.ts';
import { configSchema } from '../../../shared/rules/config.ts';

describe('docs/configuration.md', () => {
  it('has every key, default and meaning of the schema (vitest -u rewrites it)', async () => {
    await expect(configurationDocument(configSchema)).toMatchFileSnapshot('../../../docs/configuration.md');
  });

  it('shows an example that is right', () => {
    const [, example = ''] = /```json\n([^]*?)```/.exec(configurationDocument(configSchema)) ?? [];
    expect(parseConfig(example, 'example', configSchema).memberRole.externalId).toBe('between-us');
  });
});
