import { spawnSync } from 'node:child_process';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { CONNECTABLE, isConnectable } from '../../../cli/connect/registry.ts';
import { fileOf, renderGuide } from '../../../cli/commands/connect.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { FEDERATION_ROLE } from '../../../shared/clouds/aws/federation.ts';

const clouds = Object.keys(CONNECTABLE).filter((name) => isConnectable(name));

describe.each(clouds)('what skc connect %s prints', (name) => {
  const printed = async () => {
    const cloud = await CONNECTABLE[name]();
    const { steps } = cloud.guide({ config: configSchema.parse({}), roleArn: undefined });
    return renderGuide(cloud.title, { steps, files: [] }, { colours: pc.createColors(false) });
  };

  it('is a valid shell script, including titles and reasons', async () => {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: await printed(), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const bare = (await printed()).split('\n').filter((line) => /^\d+\. /.test(line));
    expect(bare).toEqual([]);
  });

  it('names the role that the deployment creates, if none is given', async () => {
    expect(await printed()).toContain(`:role/${FEDERATION_ROLE}`);
  });
});

describe('a single file of the guide', () => {
  const file = (name: string, environment: Record<string, string>) =>
    CONNECTABLE.azure().then((cloud) =>
      fileOf(cloud.guide({ config: configSchema.parse({}), roleArn: undefined }), name, environment),
    );

  it('is complete with the variables exported by earlier steps', async () => {
    const printed = await file('federated-credential.json', {
      ISSUER: 'https://issuer',
      ROLE_ARN: 'arn:role',
    });
    expect(JSON.parse(printed)).toMatchObject({ issuer: 'https://issuer', subject: 'arn:role' });
  });

  it('names the variable that was not exported', async () => {
    await expect(file('federated-credential.json', { ROLE_ARN: 'arn:role' })).rejects.toThrow(
      'needs the environment variable ISSUER',
    );
    await expect(file('role.json', {})).rejects.toThrow('needs the environment variable MANAGEMENT_GROUP');
  });
});
