import { describe, expect, it } from 'vitest';
import { connectAzure } from '../../../cli/connect/azure.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { azureReaderRole } from '../../../shared/readers/azure/permissions.ts';

const ROLE = 'arn:aws:iam::123456789012:role/skc-watch-federation';
const TENANT = '3b1f7a90-5c2e-4d8f-9a61-0c4e8d2b7f15';
const SUBSCRIPTION = '11111111-aaaa-4aaa-8aaa-111111111111';

function guide(azure: object = { tenantId: TENANT }, roleArn: string | undefined = ROLE) {
  return connectAzure.guide({ config: configSchema.parse({ azure }), roleArn });
}

function fileOf(name: string, azure?: object): string {
  const found = guide(azure).files.find((file) => file.name === name);
  if (found === undefined) throw new Error(`no file ${name}`);
  return found.content;
}

const commands = (azure?: object) =>
  guide(azure)
    .steps.flatMap((step) => step.commands)
    .join('\n');

describe('skc connect azure', () => {
  it('prints every step, from enabling AWS tokens to checking the result', () => {
    const all = commands();
    const inOrder = [
      'aws iam enable-outbound-web-identity-federation',
      `export ROLE_ARN=${ROLE}`,
      'az ad app create',
      'az ad app federated-credential create',
      'az role definition create',
      'az role assignment create',
      'appRoleAssignments',
      'az keyvault set-policy',
      'az keyvault role assignment create',
      'npm run deploy',
      'npx skc --stack SkcWatch doctor',
    ];
    const places = inOrder.map((step) => all.indexOf(step));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('gives vaults on access policies the list of secrets and never their get', () => {
    expect(commands()).toContain('--secret-permissions list --key-permissions');
    expect(commands()).not.toMatch(/--secret-permissions [^-]*get/);
  });

  it('creates no secret and no certificate', () => {
    expect(commands()).not.toMatch(/credential reset|create-for-rbac|--password|--create-cert/);
  });

  it('writes a role with exactly the declared permissions', () => {
    const role: unknown = JSON.parse(fileOf('role.json'));
    const { actions, dataActions } = azureReaderRole();
    expect(role).toMatchObject({ Actions: actions, DataActions: dataActions, NotActions: [] });
    for (const action of [...actions, ...dataActions]) {
      expect(fileOf('main.bicep')).toContain(`'${action}'`);
      expect(fileOf('main.tf')).toContain(`"${action}"`);
    }
  });

  it('assigns the role to the management group, or to each subscription named', () => {
    expect(commands({ tenantId: TENANT, managementGroup: 'bank' })).toContain(
      '--scope "/providers/Microsoft.Management/managementGroups/bank"',
    );
    const only = { tenantId: TENANT, subscriptions: { include: [SUBSCRIPTION] } };
    expect(commands(only)).toContain(`--scope "/subscriptions/${SUBSCRIPTION}"`);
    expect(JSON.parse(fileOf('role.json', only))).toMatchObject({
      AssignableScopes: [`/subscriptions/${SUBSCRIPTION}`],
    });
  });

  it.each([
    [
      'https://login.microsoftonline.us',
      'api://AzureADTokenExchangeUSGov',
      'https://graph.microsoft.us/v1.0/',
      'AzureUSGovernment',
      'usgovernment',
    ],
    [
      'https://login.partner.microsoftonline.cn',
      'api://AzureADTokenExchangeChina',
      'https://microsoftgraph.chinacloudapi.cn/v1.0/',
      'AzureChinaCloud',
      'china',
    ],
  ])(
    'prints audience, hosts and names of the cloud at %s',
    (authorityHost, audience, graph, name, environment) => {
      const azure = { tenantId: TENANT, authorityHost };
      const printed = [commands(azure), ...guide(azure).files.map(({ content }) => content)].join('\n');
      expect(JSON.parse(fileOf('federated-credential.json', azure))).toMatchObject({ audiences: [audience] });
      expect(fileOf('main.bicep', azure)).toContain(`audiences: ['${audience}']`);
      expect(fileOf('main.tf', azure)).toContain(`audiences      = ["${audience}"]`);
      expect(fileOf('main.tf', azure).match(/environment = "(\w+)"/g)).toEqual([
        `environment = "${environment}"`,
        `environment = "${environment}"`,
      ]);
      expect(commands(azure)).toContain(graph);
      expect(commands(azure)).toContain(`az cloud set --name ${name}`);
      expect(commands(azure)).toContain(`\\"authorityHost\\": \\"${authorityHost}\\"`);
      expect(printed).not.toMatch(/AzureADTokenExchange['"]|graph\.microsoft\.com|westeurope/);
    },
  );

  it('names no cloud where it is the public one', () => {
    const printed = [commands(), ...guide().files.map(({ content }) => content)].join('\n');
    expect(printed).not.toMatch(/az cloud|environment =|authorityHost/);
  });

  it('trusts one AWS role, with the audience that Entra requires', () => {
    expect(JSON.parse(fileOf('federated-credential.json'))).toEqual({
      name: 'aws',
      issuer: '$ISSUER',
      subject: '$ROLE_ARN',
      audiences: ['api://AzureADTokenExchange'],
    });
  });
});
