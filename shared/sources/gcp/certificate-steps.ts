import type { Skc } from '../../model/skc.ts';
import type { Traits } from '../traits.ts';

/** Load balancer certificates of both services. */
export const CERTIFICATE_TRAITS: Traits = {
  lastUse: 'never',
  algorithm: 'given',
  end: 'optional',
  standing: 'no',
  rotation: { by: 'none' },
  deletion: 'at-once',
};

export function replaceWeak({ location }: Skc): string {
  return `Replace it in ${location} with an RSA-2048 or EC P-256 certificate signed with SHA-256.`;
}
