import { fileURLToPath } from 'node:url';
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { sampleConfig } from '../../sandbox/estate/sample-config.ts';
import { configJsonSchema } from '../../shared/config/json-schema.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { azureSources } from '../../shared/sources/azure/registry.ts';
import { sourcesDocument } from '../../shared/sources/document.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';

describe('docs/skc.config.schema.json', () => {
  const types = [...awsSources, ...azureSources, ...gcpSources].map(({ type }) => type);
  const schema = configJsonSchema(configSchema, types);

  it('matches the schema of the configuration', async () => {
    const page = fileURLToPath(new URL('../../docs/skc.config.schema.json', import.meta.url));
    await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(page);
  });

  it('takes the sample organisation, and refuses an unknown key', () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    const sample = { $schema: './skc.config.schema.json', ...sampleConfig() };
    expect([validate(sample), validate.errors]).toEqual([true, null]);
    expect(validate({ acounts: [] })).toBe(false);
    expect(validate({ expiryTags: ['a', { tag: 'b', format: 'DD/MM/YYYY' }] })).toBe(true);
    expect(validate({ expiryTags: [{ tag: 'b', fromat: 'DD/MM/YYYY' }] })).toBe(false);
  });
});

describe('docs/sources.md', () => {
  it('matches the registries', async () => {
    const page = fileURLToPath(new URL('../../docs/sources.md', import.meta.url));
    await expect(sourcesDocument([...awsSources, ...azureSources, ...gcpSources])).toMatchFileSnapshot(page);
  });
});
