import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ACMClient, ImportCertificateCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  UpdateAccessKeyCommand,
  UploadServerCertificateCommand,
} from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  KMSClient,
  ReplicateKeyCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import type {
  CertificateDeclaration,
  EstateAccount,
  KeyDeclaration,
  SecretDeclaration,
  UserDeclaration,
} from '../../sandbox/estate/estate.ts';
import type { ServerCertificateDeclaration } from '../../sandbox/aws/server-certificates.ts';
import type { ParameterDeclaration } from '../../sandbox/aws/ssm.ts';
import { addDays } from '../../shared/model/instant.ts';
import { ACCOUNT } from './estate.ts';
import { python } from '../bed/servers/moto.ts';

/**
 * Creates a declared account in moto with the SDK's clients.
 * @returns the declaration with the ids that moto generated, for the sandbox.
 */
export async function seedMoto(url: string, account: EstateAccount): Promise<EstateAccount> {
  const at = (region: string) => ({
    endpoint: url,
    region,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'moto' },
  });
  const pems = await makeCertificates(account.certificates);
  const keys = await inOrder(account.keys, (key) => seedKey(new KMSClient(at(key.region)), key));
  const seeded = {
    ...account,
    keys,
    secrets: await inOrder(account.secrets, (secret) =>
      seedSecret(new SecretsManagerClient(at(secret.region)), secret),
    ),
    certificates: await inOrder(account.certificates, (each) =>
      seedCertificate(new ACMClient(at(each.region)), each, pems.get(each)),
    ),
    users: await inOrder(account.users, (user) => seedUser(new IAMClient(at('us-east-1')), user)),
  };
  for (const each of account.parameters ?? []) await seedParameter(new SSMClient(at(each.region)), each);
  for (const each of account.serverCertificates ?? [])
    await seedServerCertificate(new IAMClient(at('us-east-1')), each);
  return seeded;
}

async function seedParameter(client: SSMClient, parameter: ParameterDeclaration): Promise<void> {
  const write = (Overwrite: boolean) =>
    client.send(
      new PutParameterCommand({
        Name: parameter.name,
        Type: parameter.type,
        Value: 'made for the conformance tests',
        KeyId: parameter.kmsKeyId,
        Tier: 'Standard',
        Overwrite,
      }),
    );
  await write(false);
  if (parameter.versions !== undefined) await write(true);
}

async function seedServerCertificate(
  client: IAMClient,
  certificate: ServerCertificateDeclaration,
): Promise<void> {
  const { name: ServerCertificateName, path: Path } = certificate;
  // Moto supports neither.
  const text = 'made for the conformance tests';
  await client.send(
    new UploadServerCertificateCommand({
      ServerCertificateName,
      Path,
      CertificateBody: text,
      PrivateKey: text,
    }),
  );
}

async function inOrder<T>(declared: readonly T[], seed: (each: T) => Promise<T>): Promise<T[]> {
  const seeded: T[] = [];
  for (const each of declared) seeded.push(await seed(each));
  return seeded;
}

async function seedSecret(
  client: SecretsManagerClient,
  secret: SecretDeclaration,
): Promise<SecretDeclaration> {
  const made = await client.send(
    new CreateSecretCommand({
      Name: secret.name,
      Description: secret.description,
      SecretString: 'made for the conformance tests',
      KmsKeyId: secret.kmsKeyId,
      Tags: Object.entries(secret.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
      AddReplicaRegions: secret.replicas?.map((Region) => ({ Region })),
    }),
  );
  const SecretId = made.ARN;
  if (secret.versions !== undefined)
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'a newer one' }));
  if (secret.rotation !== undefined)
    await client.send(
      new RotateSecretCommand({
        SecretId,
        RotationRules: { AutomaticallyAfterDays: secret.rotation.everyDays },
      }),
    );
  if (secret.deletion !== undefined)
    await client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: daysOf(secret.deletion) }));
  return { ...secret, suffix: given(SecretId).slice(-6) };
}

async function seedKey(client: KMSClient, key: KeyDeclaration): Promise<KeyDeclaration> {
  if (key.manager === 'AWS') {
    // Moto creates a service's own key on first use.
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: key.aliases[0] }));
    return { ...key, id: given(KeyMetadata?.KeyId) };
  }
  const { KeyMetadata } = await client.send(
    new CreateKeyCommand({
      Description: key.description,
      KeySpec: z.custom<'SYMMETRIC_DEFAULT'>().parse(key.spec),
      KeyUsage: key.usage,
      Origin: key.origin,
      MultiRegion: key.replicas !== undefined,
    }),
  );
  const KeyId = given(KeyMetadata?.KeyId);
  for (const AliasName of key.aliases)
    await client.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
  if (key.rotation !== undefined)
    await client.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: key.rotation.periodDays }));
  if (key.onDemandRotations !== undefined) await client.send(new RotateKeyOnDemandCommand({ KeyId }));
  for (const ReplicaRegion of key.replicas ?? [])
    await client.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion }));
  if (key.disabledAt !== undefined) await client.send(new DisableKeyCommand({ KeyId }));
  if (key.deletion !== undefined)
    await client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: daysOf(key.deletion) }));
  return { ...key, id: KeyId };
}

async function seedCertificate(
  client: ACMClient,
  certificate: CertificateDeclaration,
  pem: Pem | undefined,
): Promise<CertificateDeclaration> {
  const { CertificateArn } =
    pem === undefined
      ? await client.send(
          new RequestCertificateCommand({
            DomainName: certificate.domain,
            SubjectAlternativeNames: certificate.alternatives,
            ValidationMethod: 'DNS',
          }),
        )
      : await client.send(
          new ImportCertificateCommand({
            Certificate: Buffer.from(pem.certificate),
            PrivateKey: Buffer.from(pem.privateKey),
          }),
        );
  return { ...certificate, id: given(CertificateArn).replace(/.*\//, '') };
}

async function seedUser(client: IAMClient, user: UserDeclaration): Promise<UserDeclaration> {
  await client.send(new CreateUserCommand({ UserName: user.name }));
  const keys = await inOrder(user.keys, async (key) => {
    const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: user.name }));
    const AccessKeyId = given(AccessKey?.AccessKeyId);
    if (key.inactiveAt !== undefined)
      await client.send(new UpdateAccessKeyCommand({ UserName: user.name, AccessKeyId, Status: 'Inactive' }));
    return { ...key, id: AccessKeyId };
  });
  return { ...user, keys };
}

function daysOf({ scheduledAt, dueAt }: { scheduledAt: string; dueAt: string }): number {
  return Math.round((Date.parse(dueAt) - Date.parse(scheduledAt)) / 86_400_000);
}

function given(id: string | undefined): string {
  if (id === undefined) throw new Error('moto returned no id');
  return id;
}

const pemSchema = z.object({ certificate: z.string(), privateKey: z.string() });
type Pem = z.infer<typeof pemSchema>;

/** Certificates with the declared key types and dates, except those that ACM issues. */
async function makeCertificates(
  declared: readonly CertificateDeclaration[],
): Promise<Map<CertificateDeclaration, Pem>> {
  const imported = declared.filter((each) => each.type === 'IMPORTED');
  const wishes = imported.map(({ domain, alternatives = [], keyAlgorithm, createdAt, validDays }) => ({
    domain,
    alternatives,
    keyAlgorithm,
    notBefore: createdAt,
    notAfter: addDays(createdAt, validDays),
  }));
  const script = fileURLToPath(new URL('./certificates.py', import.meta.url));
  const { stdout, stderr, status } = spawnSync(await python(), [script], {
    input: JSON.stringify(wishes),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`certificates could not be created: ${stderr}`);
  const pems = z.array(pemSchema).parse(JSON.parse(stdout));
  return new Map(
    imported.flatMap((each, index) => (pems[index] === undefined ? [] : [[each, pems[index]] as const])),
  );
}
