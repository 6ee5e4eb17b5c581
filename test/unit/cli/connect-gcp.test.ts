import { describe, expect, it } from 'vitest';
import { ATTRIBUTE_MAPPING } from '../../../cli/connect/gcp-files.ts';
import { connectGcp } from '../../../cli/connect/gcp.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { gcpReadPermissions, gcpValuePermissions } from '../../../shared/readers/gcp/permissions.ts';

const ROLE = 'arn:aws:iam::123456789012:role/skc/Watch-CollectGcp';

function printed(gcp?: ConfigInput['gcp'], roleArn: string | undefined = ROLE): string {
  const { steps } = connectGcp.guide({ config: configSchema.parse({ gcp }), roleArn });
  return steps.flatMap(({ commands }) => commands).join('\n');
}

function file(name: string): string {
  const { files } = connectGcp.guide({ config: configSchema.parse({}), roleArn: ROLE });
  return files.find((each) => each.name === name)?.content ?? '';
}

describe('skc connect gcp', () => {
  it('grants exactly what the sources declare, in the role and in Terraform', () => {
    const granted = [...file('role.yaml').matchAll(/^- (.*)$/gm)].map(([, permission]) => permission);
    expect(granted).toEqual(gcpReadPermissions());
    const [, list = ''] = /permissions = \[\n([^\]]*)\]/.exec(file('main.tf')) ?? [];
    expect([...list.matchAll(/"([^"]+)"/g)].map(([, permission]) => permission)).toEqual(
      gcpReadPermissions(),
    );
  });

  it('grants nothing that returns a value', () => {
    expect(gcpValuePermissions()).toContain('secretmanager.versions.access');
    expect(gcpReadPermissions().filter((each) => gcpValuePermissions().includes(each))).toEqual([]);
    expect(gcpReadPermissions().filter((each) => !/\.(list|get|listResource)$/.test(each))).toEqual([]);
  });

  it('admits only one role, by the ARN that Google sees, and keeps the subject short', () => {
    const commands = printed();
    expect(commands).toContain(`export ROLE_ARN=${ROLE}`);
    expect(commands).toContain(`--attribute-condition="attribute.aws_role == '$AWS_ROLE'"`);
    expect(commands).toContain('assumed-role/${ROLE_ARN##*/}');
    expect(ATTRIBUTE_MAPPING['google.subject']).not.toContain('assertion.arn');
  });

  it('creates no key', () => {
    expect(`${printed()}${file('main.tf')}`).not.toMatch(/keys create|google_service_account_key/);
  });

  it('binds the role in the organisation, or in each project if only projects are named', () => {
    expect(printed({ organisationId: '600000000000' })).toContain(
      'gcloud organizations add-iam-policy-binding',
    );
    const commands = printed({ include: { projects: ['pay-prod-1', 'shop-web-2'] } });
    expect(commands).not.toContain('gcloud organizations add-iam-policy-binding');
    expect(commands.match(/gcloud projects add-iam-policy-binding/g)).toHaveLength(2);
  });

  it('prints a configuration that can be used unchanged', () => {
    const shown = /to skc\.config\.json: (.*)"$/m.exec(printed())?.[1]?.replaceAll('\\"', '"') ?? '';
    const filled = shown
      .replaceAll('$TOOLS_NUMBER', '700000000000')
      .replaceAll('$TOOLS_PROJECT', 'sec-tools-7000')
      .replaceAll('$ORGANISATION', '600000000000');
    expect(configSchema.parse(JSON.parse(`{${filled}}`)).gcp).toMatchObject({
      assetInventory: true,
      serviceAccount: 'skc-watch@sec-tools-7000.iam.gserviceaccount.com',
    });
  });
});
