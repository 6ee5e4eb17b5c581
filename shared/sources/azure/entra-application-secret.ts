import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import type { AzureSource } from './azure-source.ts';
import { credentialIsGone, normaliseCredential, withSuperseding } from './entra-credential.ts';
import { certificateMark } from './entra-thumbprint.ts';
import {
  listEntra,
  READ_APPLICATIONS,
  type EntraCollection,
  type EntraPrincipal,
} from './entra-directory.ts';
import { ENTRA_LONGEST_LIFE_DAYS, ENTRA_STEPS, replace } from './entra-steps.ts';
import { entraPage } from './portal.ts';

/**
 * Secrets of applications and service principals in Entra. The password that Entra creates for each SAML signing
 * certificate is part of that certificate and left out. Facts: Microsoft Graph reference, `passwordCredential`,
 * "List applications", "List servicePrincipals".
 */
export const entraApplicationSecret: AzureSource = {
  type: 'azure.entra-application-secret',
  cloud: 'azure',
  kind: 'secret',
  title: 'Entra application secret',
  scope: 'global',
  traits: {
    lastUse: 'never',
    algorithm: 'not-given',
    end: 'optional',
    standing: 'by-end',
    rotation: { by: 'people' },
    deletion: 'at-once',
    tags: 'listing',
    rotatesBeside: true,
    longestLifeDays: ENTRA_LONGEST_LIFE_DAYS,
    renewsSilently: true,
  },
  nextSteps: { ...ENTRA_STEPS, 'rotation-overdue': replace },
  console: entraPage,
  per: 'tenant',
  permissions: [{ action: READ_APPLICATIONS, use: 'list' }],
  denied: ['Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy'],
  precise: [],

  list: (session, reading) =>
    listEntra(session, reading, (principal, collection) => secretsOf(principal, collection, reading)),

  isGone: credentialIsGone,
};

/** Pure: the secrets of one application or service principal. */
export function secretsOf(
  principal: EntraPrincipal,
  collection: EntraCollection,
  reading: Pick<Reading, 'target' | 'now'>,
): Skc[] {
  const ofCertificates = new Set(principal.keyCredentials.map(({ keyId }) => keyId));
  const marks = new Set(principal.keyCredentials.map(certificateMark));
  marks.delete(undefined);
  const own = principal.passwordCredentials.filter(
    (password) => !ofCertificates.has(password.keyId) && !marks.has(certificateMark(password)),
  );
  const skcs = own.map((credential) =>
    normaliseCredential(
      credential,
      principal,
      { kind: 'secret', type: 'azure.entra-application-secret', collection, part: 'passwordCredentials' },
      reading,
    ),
  );
  return withSuperseding(skcs, reading.now);
}
