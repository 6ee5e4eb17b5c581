import * as z from 'zod';
import type { AzureRest } from '../../clouds/azure/rest.ts';
import { addDays } from '../../model/instant.ts';
import type { Skc } from '../../model/skc.ts';
import { detailFields } from '../fields.ts';
import type { PolicyReading } from './policy-cache.ts';
import { durationDays } from './duration-days.ts';
import { hasNoVersion, VAULT_API } from './vault-list.ts';

const text = z.string().optional();
const policySchema = z.object({
  lifetimeActions: z
    .array(
      z.object({
        action: z.object({ type: text }).optional(),
        trigger: z.object({ timeAfterCreate: text, timeBeforeExpiry: text }).optional(),
      }),
    )
    .optional(),
  attributes: z.object({ expiryTime: text }).optional(),
});
/** Key Vault REST reference, `KeyRotationPolicy`. */
export type KeyRotationPolicy = z.input<typeof policySchema>;

/** Reads a key's rotation policy. @param permission The permission that its store requires. */
export function keyRotation(store: AzureRest, permission: string): PolicyReading {
  return {
    mark: 'rotationEnabled',
    fields: ['rotationEnabled', 'rotationPeriodDays', 'rotationDueAt'],
    details: ['expiresInDays'],
    permission,
    read: async ({ name, ...skc }) =>
      rotationFacts(
        skc,
        await store.get(`/keys/${encodeURIComponent(name)}/rotationpolicy?${VAULT_API}`, policySchema),
      ),
    without: { rotationEnabled: false },
    isGone: ({ name }) => hasNoVersion(store, 'keys', name),
  };
}

/**
 * Pure: derives a key's rotation fields from its policy. A policy that only notifies does not rotate; one without its
 * actions says nothing. Azure returns no date of the next rotation; it is computed from the policy and the current
 * version's creation or expiry. Source: "Configure cryptographic key auto-rotation in Azure Key Vault".
 */
export function rotationFacts(
  skc: Pick<Skc, 'versionCreatedAt' | 'expiresAt'>,
  { lifetimeActions, attributes }: KeyRotationPolicy,
): Partial<Skc> {
  if (lifetimeActions === undefined)
    return { unknown: { rotationEnabled: 'Azure returned the policy without its lifetimeActions' } };
  const rotate = lifetimeActions.find(({ action }) => action?.type?.toLowerCase() === 'rotate');
  const lifeDays = durationDays(attributes?.expiryTime);
  const details = detailFields({ expiresInDays: lifeDays });
  if (rotate === undefined) return { rotationEnabled: false, details };
  const afterDays = durationDays(rotate.trigger?.timeAfterCreate);
  const beforeDays = durationDays(rotate.trigger?.timeBeforeExpiry);
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
