import {
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';

/**
 * Changes secrets on the server: every other one gets a tag, the others a new version.
 * @param count number of secrets to change.
 */
export async function changeSecrets(url: string, count: number): Promise<void> {
  const client = new SecretsManagerClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'bench' },
  });
  const { SecretList } = await client.send(new ListSecretsCommand({ MaxResults: count }));
  for (const [index, { ARN: SecretId }] of (SecretList ?? []).entries())
    await (index % 2 === 0
      ? client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'reviewed', Value: '2026' }] }))
      : client.send(new PutSecretValueCommand({ SecretId, SecretString: 'a newer one' })));
  client.destroy();
}
