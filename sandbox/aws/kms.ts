import { daysBetween, latest } from '../../shared/model/instant.ts';
import { CloudError } from '../wire/cloud-error.ts';
import { page, required, size, text } from '../wire/input.ts';
import { keyFacts, USE_TRACKED_FROM } from './key-facts.ts';
import type { KeyFacts } from './key-facts.ts';
import { mac } from './mac.ts';
import { perInstant, seconds } from './operation.ts';
import type { Operations, Setting } from './operation.ts';

const BAD_MARKER = 'InvalidMarkerException';

/** The operations of KMS that read metadata. */
export const kms: Operations = {
  ...mac,
  ListKeys: (input, setting) => {
    const cut = page(
      keysOf(setting).list,
      text(input, 'Marker'),
      size(input, 'Limit', 1000, 100),
      BAD_MARKER,
    );
    return {
      Keys: cut.items.map((key) => ({ KeyId: key.declared.id, KeyArn: key.arn })),
      NextMarker: cut.next,
      Truncated: cut.next !== undefined,
    };
  },
  ListAliases: (input, setting) => {
    const only = text(input, 'KeyId');
    const aliases = aliasesOf(setting).filter((alias) => only === undefined || alias.TargetKeyId === only);
    const cut = page(aliases, text(input, 'Marker'), size(input, 'Limit', 100, 50), BAD_MARKER);
    return { Aliases: cut.items, NextMarker: cut.next, Truncated: cut.next !== undefined };
  },
  DescribeKey: (input, setting) => ({ KeyMetadata: metadata(found(input, setting), setting) }),
  GetKeyRotationStatus: (input, setting) => {
    const key = found(input, setting);
    const { rotation } = key;
    if (rotation === undefined)
      throw new CloudError('UnsupportedOperationException', `${key.arn} is not valid for this operation.`);
    return {
      KeyId: key.arn,
      KeyRotationEnabled: rotation.enabled,
      RotationPeriodInDays: rotation.periodDays,
      NextRotationDate: seconds(rotation.nextAt),
    };
  },
  ListKeyRotations: (input, setting) => {
    const key = found(input, setting);
    if (key.rotation === undefined)
      throw new CloudError('UnsupportedOperationException', `${key.arn} is not valid for this operation.`);
    const cut = page(key.rotations, text(input, 'Marker'), size(input, 'Limit', 1000, 100), BAD_MARKER);
    return {
      Rotations: cut.items.map((each) => ({
        KeyId: key.arn,
        RotationDate: seconds(each.at),
        RotationType: each.type,
      })),
      NextMarker: cut.next,
      Truncated: cut.next !== undefined,
    };
  },
  ListResourceTags: (input, setting) => {
    const key = found(input, setting);
    const tags = Object.entries(key.declared.tags ?? {}).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    const cut = page(tags, text(input, 'Marker'), size(input, 'Limit', 50, 50), BAD_MARKER);
    return { Tags: cut.items, NextMarker: cut.next, Truncated: cut.next !== undefined };
  },
  GetKeyLastUsage: (input, setting) => {
    const key = found(input, setting);
    const used =
      key.lastUsedAt !== undefined && key.lastUsedAt >= USE_TRACKED_FROM ? key.lastUsedAt : undefined;
    return {
      KeyId: key.arn,
      KeyLastUsage: used === undefined ? {} : { Operation: 'Decrypt', Timestamp: seconds(used) },
      TrackingStartDate: seconds(latest(USE_TRACKED_FROM, key.declared.createdAt)),
      KeyCreationDate: seconds(key.declared.createdAt),
    };
  },
};

const keysOf = perInstant(({ account, region, now }) => {
  const list = account.keys
    .filter((key) => key.region === region || key.replicas?.includes(region))
    .flatMap((key) => keyFacts(key, account.id, region, now) ?? []);
  const byName = new Map<string, KeyFacts>();
  for (const key of list) {
    byName.set(key.declared.id, key).set(key.arn, key);
    for (const alias of key.declared.aliases) byName.set(alias, key);
  }
  return { list, byName };
});

const aliasesOf = perInstant((setting) => {
  const arn = (alias: string) => `arn:aws:kms:${setting.region}:${setting.account.id}:${alias}`;
  return [
    ...keysOf(setting).list.flatMap((key) =>
      key.declared.aliases.map((AliasName) => ({
        AliasName,
        AliasArn: arn(AliasName),
        TargetKeyId: key.declared.id,
        CreationDate: seconds(key.declared.createdAt),
        LastUpdatedDate: seconds(key.declared.createdAt),
      })),
    ),
    // Predefined aliases that are not used yet: AWS lists them without a key.
    { AliasName: 'alias/aws/dynamodb', AliasArn: arn('alias/aws/dynamodb'), TargetKeyId: undefined },
  ];
});

function found(input: Record<string, unknown>, setting: Setting): KeyFacts {
  const id = required(input, 'KeyId');
  const name = /^arn:aws:kms:[^:]*:\d{12}:(alias\/.+)$/.exec(id)?.[1] ?? id;
  const key = keysOf(setting).byName.get(name);
  if (key !== undefined) return key;
  const arn = id.startsWith('arn:') ? id : `arn:aws:kms:${setting.region}:${setting.account.id}:key/${id}`;
  throw new CloudError('NotFoundException', `Key '${arn}' does not exist`);
}

function metadata(key: KeyFacts, { account, now }: Setting) {
  const { declared, state } = key;
  const expires = declared.validTo !== undefined && declared.validTo > now;
  return {
    AWSAccountId: account.id,
    KeyId: declared.id,
    Arn: key.arn,
    CreationDate: seconds(declared.createdAt),
    Enabled: state === 'Enabled',
    Description: declared.description ?? '',
    KeyUsage: declared.usage,
    KeyState: state,
    DeletionDate: state === 'PendingDeletion' ? seconds(key.deletionAt) : undefined,
    PendingDeletionWindowInDays: state === 'PendingReplicaDeletion' ? deletionWindowDays(key) : undefined,
    ValidTo: expires ? seconds(declared.validTo) : undefined,
    Origin: declared.origin,
    CustomKeyStoreId: declared.customKeyStoreId,
    ExpirationModel: expirationModel(key),
    KeyManager: declared.manager,
    CustomerMasterKeySpec: declared.spec,
    KeySpec: declared.spec,
    ...algorithms(key),
    MultiRegion: declared.replicas !== undefined,
    MultiRegionConfiguration: multiRegion(key, account.id),
  };
}

function deletionWindowDays({ declared: { deletion } }: KeyFacts): number | undefined {
  return deletion === undefined ? undefined : Math.round(daysBetween(deletion.scheduledAt, deletion.dueAt));
}

function expirationModel({ declared, state }: KeyFacts): string | undefined {
  if (declared.origin !== 'EXTERNAL' || state === 'PendingImport') return undefined;
  return declared.validTo === undefined ? 'KEY_MATERIAL_DOES_NOT_EXPIRE' : 'KEY_MATERIAL_EXPIRES';
}

function algorithms({ declared: { spec, usage } }: KeyFacts) {
  if (usage === 'GENERATE_VERIFY_MAC') return { MacAlgorithms: [spec.replace('_', '_SHA_')] };
  if (usage === 'SIGN_VERIFY')
    return { SigningAlgorithms: [spec.startsWith('RSA') ? 'RSASSA_PSS_SHA_256' : 'ECDSA_SHA_256'] };
  if (usage === 'KEY_AGREEMENT') return { KeyAgreementAlgorithms: ['ECDH'] };
  return { EncryptionAlgorithms: [spec.startsWith('RSA') ? 'RSAES_OAEP_SHA_256' : spec] };
}

function multiRegion({ declared, region }: KeyFacts, account: string) {
  if (declared.replicas === undefined) return undefined;
  const at = (Region: string) => ({ Arn: `arn:aws:kms:${Region}:${account}:key/${declared.id}`, Region });
  return {
    MultiRegionKeyType: region === declared.region ? 'PRIMARY' : 'REPLICA',
    PrimaryKey: at(declared.region),
    ReplicaKeys: declared.replicas.map(at),
  };
}
