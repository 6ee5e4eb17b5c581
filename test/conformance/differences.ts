import type { Skc, StoredSkc } from '../../shared/model/skc.ts';

/** One fact on which the two servers disagree. */
export interface Difference {
  type: Skc['type'];
  id: string;
  name: string;
  /** `rotationPeriodDays`, `details.versions`; `*` if one of them does not have the SKC. */
  field: string;
  sandbox: unknown;
  moto: unknown;
}

/** A known difference, and why moto is wrong or both are right. */
export interface KnownDifference {
  type: Skc['type'];
  field: string;
  /** Limits the difference to these SKCs; undefined: all. */
  only?: (difference: Difference) => boolean;
  reason: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Moto 5.2.5 against what AWS documents; everything that is not listed here must be equal. */
export const KNOWN: readonly KnownDifference[] = [
  {
    type: 'aws.acm-certificate',
    field: 'details.keyPairOrigin',
    reason: 'moto lists no CertificateKeyPairOrigin',
  },
  {
    type: 'aws.acm-certificate',
    field: 'details.otherNames',
    reason: 'moto lists SubjectAlternativeNames, AWS SubjectAlternativeNameSummaries',
  },
  ...(['expiresAt', 'notBefore', 'details.issuedAt'] as const).map((field): KnownDifference => ({
    type: 'aws.acm-certificate',
    field,
    only: ({ name, sandbox }) => name.startsWith('asked-for') && sandbox === undefined,
    reason: 'moto makes a certificate that was asked for at once; at AWS it has no dates before it is issued',
  })),
  ...(['expiresAt', 'createdAt'] as const).map((field): KnownDifference => ({
    type: 'aws.iam-server-certificate',
    field,
    reason: 'moto dates every server certificate from 2010-05-08 to 2012-05-08',
  })),
  ...(['currentVersion', 'details.certificateId'] as const).map((field): KnownDifference => ({
    type: 'aws.iam-server-certificate',
    field,
    reason: 'moto gives every server certificate the same id',
  })),
  {
    type: 'aws.kms-key',
    field: 'rotationPeriodDays',
    only: ({ moto }) => moto === undefined,
    reason: 'moto answers GetKeyRotationStatus without RotationPeriodInDays',
  },
  {
    type: 'aws.kms-key',
    field: 'rotationDueAt',
    only: ({ moto }) => moto === undefined,
    reason: 'moto answers GetKeyRotationStatus without NextRotationDate',
  },
  {
    type: 'aws.kms-key',
    field: 'unknown.rotationDueAt',
    only: ({ moto }) => moto === 'the response has no NextRotationDate',
    reason: 'moto answers GetKeyRotationStatus without NextRotationDate, so it is unknown',
  },
  {
    type: 'aws.kms-key',
    field: 'unknown.expiresAt',
    only: ({ moto }) => moto === 'the response has no ExpirationModel',
    reason: 'moto describes imported material without ExpirationModel, so its end is unknown',
  },
  ...(['versionCreatedAt', 'precise.versionCreatedAt'] as const).map((field): KnownDifference => ({
    type: 'aws.secrets-manager-secret',
    field,
    only: ({ sandbox, moto }) => sandbox === undefined && moto === 'epoch0h',
    reason: 'all changes in moto are made within a minute of the creation, and count as part of it',
  })),
  {
    type: 'aws.secrets-manager-secret',
    field: 'currentVersion',
    only: ({ sandbox, moto }) => [sandbox, moto].every((id) => typeof id === 'string' && UUID.test(id)),
    reason: 'ids of versions are made by the server',
  },
  {
    type: 'aws.secrets-manager-secret',
    field: 'details.rotationLambda',
    only: ({ moto }) => moto === '',
    reason: 'moto runs no Lambda function, so its secrets rotate without one',
  },
  {
    type: 'aws.secrets-manager-secret',
    field: 'replicated',
    only: ({ moto }) => moto === undefined,
    reason: 'moto gives PrimaryRegion on replicas alone, AWS on the primary too',
  },
];

/** All differences between two collections. Instants within an hour count as equal. */
export function differences(
  sandbox: ReadonlyMap<string, StoredSkc>,
  moto: ReadonlyMap<string, StoredSkc>,
  epoch: string,
): Difference[] {
  const ids = [...new Set([...sandbox.keys(), ...moto.keys()])].toSorted();
  return ids.flatMap((id) => {
    const [ours, theirs] = [sandbox.get(id), moto.get(id)];
    const known = ours ?? theirs;
    if (known === undefined) return [];
    const about = { type: known.type, id, name: known.name };
    if (ours === undefined || theirs === undefined)
      return [{ ...about, field: '*', sandbox: ours && 'there', moto: theirs && 'there' }];
    const [left, right] = [comparableFacts(ours, epoch), comparableFacts(theirs, epoch)];
    return [...new Set([...Object.keys(left), ...Object.keys(right)])]
      .filter((field) => left[field] !== right[field])
      .map((field) => ({ ...about, field, sandbox: left[field], moto: right[field] }));
  });
}

/** The fields, nested ones by path (`tags.team`); undefined ones are omitted. */
export function comparableFacts(facts: Partial<Skc>, epoch: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    if (typeof value !== 'object') fields[field] = comparable(value, epoch);
    else
      for (const [name, nested] of Object.entries(value))
        fields[`${field}.${name}`] = comparable(nested, epoch);
  }
  return fields;
}

const DATE = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|\+00:00)/g;
const HOUR_MS = 3_600_000;

/** Dates as whole hours from the epoch, since the two servers were seeded a few seconds apart. */
function comparable(value: unknown, epoch: string): unknown {
  if (typeof value !== 'string') return value;
  return value.replace(
    DATE,
    (date) => `epoch${Math.round((Date.parse(date) - Date.parse(epoch)) / HOUR_MS)}h`,
  );
}
