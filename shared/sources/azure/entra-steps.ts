import type { Skc } from '../../model/skc.ts';
import type { NextSteps } from '../contract.ts';

/** Entra accepts ends centuries ahead: a longer life counts as one without an end. */
export const ENTRA_LONGEST_LIFE_DAYS = 3653;

export const ENTRA_STEPS: NextSteps = {
  expired: replace,
  expiring: replace,
  'superseded-still-active': () =>
    'Check that every client uses the newer credential, then delete this one in Entra.',
  'never-expires': (skc) =>
    signsSaml(skc)
      ? replaceSigning()
      : 'Replace it in Entra with one that lasts a year at most, or with a federated credential.',
};

/** Entra credentials are not renewed: a new one is added, and several may be valid at once. */
export function replace(skc: Skc): string {
  if (signsSaml(skc)) return replaceSigning();
  return 'Add a new credential to the application in Entra, move clients to it, then delete this one.';
}

function replaceSigning(): string {
  return 'Create a new signing certificate in Entra, send it to the service, then activate it.';
}

function signsSaml(skc: Skc): boolean {
  return skc.details['signsSaml'] === true;
}
