import type { KeyClient, KeyRotationPolicy } from '@azure/keyvault-keys';
import { addDays } from '../../model/instant.ts';
import type { Skc } from '../../model/skc.ts';
import { detailFields } from '../fields.ts';
import type { PolicyReading } from './policy-cache.ts';
import { durationDays } from './duration-days.ts';

/** Reads a key's rotation policy. @param permission The permission that its store requires. */
export function keyRotation(client: KeyClient, permission: string): PolicyReading {
  return {
    mark: 'rotationEnabled',
    fields: ['rotationEnabled', 'rotationPeriodDays', 'rotationDueAt'],
    details: ['expiresInDays'],
    permission,
    read: async (skc) => rotationFacts(skc, await client.getKeyRotationPolicy(skc.name)),
  };
}

/**
 * Pure: derives a key's rotation fields from its policy. A policy that only notifies does not rotate. Azure returns
 * no date of the next rotation; it is computed from the policy and the current version's creation or expiry.
 * Source: "Configure cryptographic key auto-rotation in Azure Key Vault".
 */
export function rotationFacts(skc: Skc, policy: KeyRotationPolicy): Partial<Skc> {
  const rotate = (policy.lifetimeActions ?? []).find(({ action }) => action === 'Rotate');
  const lifeDays = durationDays(policy.expiresIn);
  const details = detailFields({ expiresInDays: lifeDays });
  if (rotate === undefined) return { rotationEnabled: false, details };
  const afterDays = durationDays(rotate.timeAfterCreate);
  const beforeDays = durationDays(rotate.timeBeforeExpiry);
  const periodDays =
    afterDays ?? (lifeDays === undefined || beforeDays === undefined ? undefined : lifeDays - beforeDays);
  const dueAt =
    afterDays !== undefined && skc.versionCreatedAt !== undefined
      ? addDays(skc.versionCreatedAt, afterDays)
      : beforeDays !== undefined && skc.expiresAt !== undefined
        ? addDays(skc.expiresAt, -beforeDays)
        : undefined;
  return {
    rotationEnabled: true,
    ...(periodDays === undefined ? {} : { rotationPeriodDays: periodDays }),
    ...(dueAt === undefined ? {} : { rotationDueAt: dueAt }),
    details,
  };
}
