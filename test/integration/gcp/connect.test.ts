import { afterEach, describe, expect, it } from 'vitest';
import { connectGcp } from '../../../cli/connect/gcp.ts';
import { signInToSandbox } from '../../bed/sandbox/sign-in.ts';
import { generateEstate, MANAGEMENT_ACCOUNT } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { EPOCH, gcpEstate, gcpProject, gcpReader } from '../../bed/gcp/stage.ts';

const ROLE = `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/skc/skc-watch-CollectGcp`;

/** The shell's variables, as the guide's own commands set them. */
const SHELL: Readonly<Record<string, string>> = {
  TOOLS_PROJECT: 'sec-tools-7000',
  TOOLS_NUMBER: '700000000000',
  ORGANISATION: '600000000000',
  AWS_ACCOUNT: MANAGEMENT_ACCOUNT,
  AWS_ROLE: `arn:aws:sts::${MANAGEMENT_ACCOUNT}:assumed-role/skc-watch-CollectGcp`,
};

/** The result of the printed commands: a provider with its condition, an account bound to one role, a configuration. */
function applied() {
  const { steps } = connectGcp.guide({ config: configSchema.parse({}), roleArn: ROLE });
  const commands = steps
    .flatMap((step) => step.commands)
    .join('\n')
    .replaceAll(/\$([A-Z_]+)/g, (whole, name: string) => SHELL[name] ?? whole);
  const said = (pattern: RegExp) => pattern.exec(commands)?.[1] ?? '';
  const [pool, provider] = [said(/pools create (\S+)/), said(/providers create-aws (\S+)/)];
  const condition = said(/--attribute-condition="attribute\.aws_role == '([^']+)'"/);
  const member = said(/--member="principalSet:\/\/iam\.googleapis\.com\/([^"]+)"/);
  const account = said(/add-iam-policy-binding "([^"]+)" --project/);
  expect(member).toBe(
    `projects/${SHELL['TOOLS_NUMBER']}/locations/global/workloadIdentityPools/${pool}/attribute.aws_role/${condition}`,
  );
  const config = configSchema.parse(
    JSON.parse(`{${said(/Add to skc\.config\.json: (.*)"$/m).replaceAll('\\"', '"')}}`),
  );
  return {
    config,
    workloadIdentity: {
      audience: `//iam.googleapis.com/${member.replace(/\/attribute\..*/, '')}/providers/${provider}`,
      awsAccountId: said(/--account-id="([^"]+)"/),
      awsRole: condition.slice(condition.lastIndexOf('/') + 1),
      serviceAccount: account,
    },
  };
}

let sandbox: Sandbox;
afterEach(async () => {
  delete process.env['AWS_SESSION_TOKEN'];
  await sandbox.close();
});

/** Signs in as a session of a role, as a Lambda does, to the printed provider. */
async function signInAs(role: string) {
  const { config, workloadIdentity } = applied();
  const gcp = { ...gcpEstate([gcpProject('pay-prod-1', '100000000001')]), workloadIdentity };
  sandbox = await startSandbox({
    estate: { ...generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch: EPOCH }), gcp },
  });
  signInToSandbox(process.env, sandbox.url);
  process.env['AWS_SESSION_TOKEN'] = Buffer.from(`${role}/session`).toString('base64url');
  if (config.gcp === undefined) throw new Error('no configuration was printed');
  return gcpReader(sandbox, config.gcp).accounts();
}

describe('what skc connect gcp prints, applied', () => {
  it('admits the named role', async () => {
    expect((await signInAs('skc-watch-CollectGcp')).accounts).toMatchObject([{ id: 'pay-prod-1' }]);
  });

  it('refuses every other role of the account, and says what to check', async () => {
    await expect(signInAs('somebody-else')).rejects.toMatchObject({
      operation: 'sts:token',
      message: expect.stringContaining('attribute condition'),
    });
  });
});
