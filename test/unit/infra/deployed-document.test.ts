import { expect, it, vi } from 'vitest';
import { deployedDocument } from '../../../infra/deployed-document.ts';
import { memberTemplate } from '../../../infra/member-template.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { collectorTemplate, THREE_CLOUDS } from '../../bed/infra/synthesised.ts';

// The CDK is slow to load.
vi.setConfig({ testTimeout: 60_000 });

it('docs/deployed.md matches the app (vitest -u rewrites it)', async () => {
  const member: unknown = JSON.parse(memberTemplate(configSchema.parse({})));
  const document = deployedDocument(collectorTemplate(THREE_CLOUDS).toJSON(), member);
  await expect(document).toMatchFileSnapshot('../../../docs/deployed.md');
});
