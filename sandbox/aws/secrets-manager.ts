import { CloudError } from '../wire/cloud-error.ts';
import { flag, page, required, size, text } from '../wire/input.ts';
import { perInstant, seconds, tagList } from './operation.ts';
import type { Operations, Setting } from './operation.ts';
import { secretFacts } from './secret-facts.ts';
import type { SecretFacts } from './secret-facts.ts';

const BAD = 'InvalidParameterException';

/** The operations of Secrets Manager that read metadata. */
export const secretsManager: Operations = {
  ListSecrets: (input, setting) => {
    const deletedToo = flag(input, 'IncludePlannedDeletion');
    const all = secretsOf(setting).filter((secret) => deletedToo || secret.deletionDueAt === undefined);
    const cut = page(
      all,
      text(input, 'NextToken'),
      size(input, 'MaxResults', 100, 100, BAD),
      'InvalidNextTokenException',
    );
    return { SecretList: cut.items.map(wireSecret), NextToken: cut.next };
  },
  DescribeSecret: (input, setting) => {
    const secret = found(input, setting);
    const { SecretVersionsToStages, ...shared } = wireSecret(secret);
    const replicas = secret.declared.region === secret.region ? secret.declared.replicas : undefined;
    return {
      ...shared,
      VersionIdsToStages: SecretVersionsToStages,
      ReplicationStatus: replicas?.map((Region) => ({ Region, Status: 'InSync' })),
    };
  },
  ListSecretVersionIds: (input, setting) => {
    const secret = found(input, setting);
    return {
      ARN: secret.arn,
      Name: secret.declared.name,
      Versions: secret.versions.map((version) => ({
        VersionId: version.id,
        VersionStages: version.stages,
        CreatedDate: seconds(version.createdAt),
        LastAccessedDate: seconds(secret.lastAccessedAt),
        KmsKeyIds: [secret.declared.kmsKeyId ?? 'DefaultEncryptionKey'],
      })),
    };
  },
};

const secretsOf = perInstant(({ account, region, now }) =>
  account.secrets
    .filter((secret) => secret.region === region || secret.replicas?.includes(region))
    .flatMap((secret) => secretFacts(secret, account.id, region, now) ?? []),
);

const secretIndex = perInstant((setting) => {
  const made = new Map<string, SecretFacts>();
  for (const each of secretsOf(setting)) made.set(each.arn, each).set(each.declared.name, each);
  return made;
});

function found(input: Record<string, unknown>, setting: Setting): SecretFacts {
  const secret = secretIndex(setting).get(required(input, 'SecretId', BAD));
  if (secret === undefined)
    throw new CloudError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  return secret;
}

function wireSecret(secret: SecretFacts) {
  const { declared } = secret;
  const { rotation } = declared;
  return {
    ARN: secret.arn,
    Name: declared.name,
    Description: declared.description,
    KmsKeyId: declared.kmsKeyId,
    ...(rotation === undefined
      ? {}
      : {
          RotationEnabled: secret.rotationEnabled,
          RotationLambdaARN:
            declared.owningService === undefined
              ? `arn:aws:lambda:${secret.region}:${accountOf(secret.arn)}:function:rotate`
              : undefined,
          RotationRules: {
            AutomaticallyAfterDays: rotation.everyDays,
            ...(rotation.windowHours === undefined ? {} : { Duration: `${rotation.windowHours}h` }),
          },
        }),
    LastRotatedDate: seconds(secret.lastRotatedAt),
    LastChangedDate: seconds(secret.lastChangedAt),
    LastAccessedDate: seconds(secret.lastAccessedAt),
    DeletedDate: seconds(secret.deletionDueAt),
    NextRotationDate: seconds(secret.nextRotationAt),
    CreatedDate: seconds(declared.createdAt),
    Tags: tagList(declared.tags),
    SecretVersionsToStages: Object.fromEntries(
      secret.versions.map((version) => [version.id, version.stages]),
    ),
    OwningService: declared.owningService,
    PrimaryRegion: secret.primaryRegion,
  };
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
