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

function file(name: string, gcp?: ConfigInput['gcp']): string {
  const { files } = connectGcp.guide({ config: configSchema.parse({ gcp }), roleArn: ROLE });
  return files.find((each) => each.name === name)?.content ?? '';
}

describe('skc connect gcp', () => {
  it.each([false, true])(
    'grants exactly what the sources declare, in the role and in Terraform (asset inventory: %s)',
    (assetInventory) => {
      const gcp = { organisationId: '600000000000', assetInventory };
      const granted = [...file('role.yaml', gcp).matchAll(/^- (.*)$/gm)].map(([, permission]) => permission);
      expect(granted).toEqual(gcpReadPermissions({ assetInventory }));
      const [, list = ''] = /permissions = \[\n([^\]]*)\]/.exec(file('main.tf', gcp)) ?? [];
      expect([...list.matchAll(/"([^"]+)"/g)].map(([, permission]) => permission)).toEqual(granted);
    },
  );

  it('grants the permission over every asset of the organisation only where the configuration asks for it', () => {
    const everything = (gcp?: ConfigInput['gcp']) =>
      `${printed(gcp)}${file('role.yaml', gcp)}${file('main.tf', gcp)}`;
    expect(everything()).not.toMatch(/cloudasset\.(assets|googleapis)/);
    expect(everything({ organisationId: '600000000000' })).not.toMatch(/cloudasset\.(assets|googleapis)/);
    const asked = everything({ organisationId: '600000000000', assetInventory: true });
    expect(asked).toContain('- cloudasset.assets.listResource');
    expect(asked).toContain('cloudasset.googleapis.com');
  });

  it('says what that permission opens, whether it is granted or not', () => {
    for (const gcp of [undefined, { organisationId: '600000000000', assetInventory: true }]) {
      const { steps } = connectGcp.guide({ config: configSchema.parse({ gcp }), roleArn: ROLE });
      const why = steps.map((step) => step.why).join(' ');
      expect(why).toContain('environment variables of Cloud Run services and functions, start-up scripts');
    }
  });

  it('grants nothing that returns a value', () => {
    expect(gcpValuePermissions()).toContain('secretmanager.versions.access');
    const all = gcpReadPermissions({ assetInventory: true });
    expect(all.filter((each) => gcpValuePermissions().includes(each))).toEqual([]);
    expect(all.filter((each) => !/\.(list|get|listResource)$/.test(each))).toEqual([]);
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

  it.each([false, true])('prints a configuration that can be used unchanged (asset inventory: %s)', (on) => {
    const gcp = on ? { organisationId: '600000000000', assetInventory: true } : undefined;
    const shown = /to skc\.config\.json: (.*)"$/m.exec(printed(gcp))?.[1]?.replaceAll('\\"', '"') ?? '';
    const filled = shown
      .replaceAll('$TOOLS_NUMBER', '700000000000')
      .replaceAll('$TOOLS_PROJECT', 'sec-tools-7000')
      .replaceAll('$ORGANISATION', '600000000000');
    expect(configSchema.parse(JSON.parse(`{${filled}}`)).gcp).toMatchObject({
      assetInventory: on,
      serviceAccount: 'skc-watch@sec-tools-7000.iam.gserviceaccount.com',
    });
  });
});
