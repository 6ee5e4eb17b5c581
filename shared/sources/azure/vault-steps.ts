import type { Skc } from '../../model/skc.ts';
import type { NextSteps } from '../contract.ts';
import type { Traits } from '../traits.ts';

/** Next step for a deleted object that can still be recovered. */
export function recover({ location }: Skc): string {
  return `If anything still needs it, recover it in ${location} before that day.`;
}

/** Keys in vaults and managed HSMs: optional expiry, and a rotation policy per key. */
export const VAULT_KEY_TRAITS: Traits = {
  lastUse: 'never',
  algorithm: 'not-given',
  end: 'optional',
  standing: 'by-end',
  rotation: { by: 'policy' },
  deletion: {},
  tags: 'listing',
};

export const VAULT_KEY_STEPS: NextSteps = {
  expired: rotate,
  expiring: rotate,
  'rotation-failed': ({ location }) =>
    `Rotate the key in ${location} now, and find out why its rotation policy did not.`,
  'rotation-overdue': (skc) =>
    skc.rotationEnabled === true
      ? `Open the key in ${skc.location} and shorten the period of its rotation policy.`
      : rotate(skc),
  'rotation-off': setPolicy,
  'never-expires': setPolicy,
  'pending-deletion': recover,
};

function rotate({ location }: Skc): string {
  return `Rotate the key in ${location} and move what it protects to the new version.`;
}

function setPolicy({ location }: Skc): string {
  return `Add a rotation policy to the key in ${location}, with an expiry for each version.`;
}
