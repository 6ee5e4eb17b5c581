import type { Skc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';
import type { AzureSource } from './azure-source.ts';
import { credentialIsGone, normaliseCredential, withSuperseding } from './entra-credential.ts';
import {
  listEntra,
  READ_APPLICATIONS,
  type EntraCollection,
  type EntraKeyCredential,
  type EntraPrincipal,
} from './entra-directory.ts';
import { ENTRA_LONGEST_LIFE_DAYS, ENTRA_STEPS } from './entra-steps.ts';
import { certificateMark, thumbprintOf } from './entra-thumbprint.ts';
import { entraPage } from './portal.ts';

/**
 * Certificates of applications and service principals in Entra: for signing in, and for signing SAML responses. A
 * SAML certificate appears as a signing entry, a verifying entry and a password with the same thumbprint; they are
 * one SKC. Facts: Microsoft Graph reference, `keyCredential`; "Manage certificates for federated single sign-on".
 */
export const entraApplicationCertificate: AzureSource = {
  type: 'azure.entra-application-certificate',
  cloud: 'azure',
  kind: 'certificate',
  title: 'Entra application certificate',
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
  nextSteps: ENTRA_STEPS,
  console: entraPage,
  per: 'tenant',
  permissions: [{ action: READ_APPLICATIONS, use: 'list' }],
  denied: ['Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy'],
  precise: [],

  list: (session, reading) =>
    listEntra(session, reading, (principal, collection) => certificatesOf(principal, collection, reading)),

  isGone: credentialIsGone,
};

/** Pure: the distinct certificates of one application or service principal. */
export function certificatesOf(
  principal: EntraPrincipal,
  collection: EntraCollection,
  reading: Pick<Reading, 'target' | 'now'>,
): Skc[] {
  const entries = Map.groupBy(principal.keyCredentials, (each) => certificateMark(each) ?? each.keyId);
  const skcs = [...entries.values()]
    .map((of) => certificateOf(of))
    .map((credential) => normalise(credential, principal, collection, reading));
  const signing = skcs.filter((skc) => skc.details['signsSaml'] === true);
  const signingIn = skcs.filter((skc) => skc.details['signsSaml'] !== true);
  return [...withActive(signing, reading), ...withSuperseding(signingIn, reading.now)];
}

/** The signing entry determines the certificate's purpose. Without one, the order of the answer decides nothing. */
function certificateOf(entries: readonly EntraKeyCredential[]): EntraKeyCredential {
  const byId = entries.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1));
  const [first] = byId;
  const signing = byId.find(({ usage }) => usage === 'Sign') ?? first;
  if (signing === undefined) throw new RangeError('a certificate without entries');
  return signing;
}

function normalise(
  credential: EntraKeyCredential,
  principal: EntraPrincipal,
  collection: EntraCollection,
  reading: Pick<Reading, 'target' | 'now'>,
): Skc {
  const thumbprint = thumbprintOf(credential);
  const signsSaml = credential.usage === 'Sign';
  const preferred = principal.preferredTokenSigningKeyThumbprint?.toUpperCase();
  const skc = normaliseCredential(
    credential,
    principal,
    {
      kind: 'certificate',
      type: 'azure.entra-application-certificate',
      collection,
      part: 'keyCredentials',
      details: {
        thumbprint,
        signsSaml: signsSaml ? true : undefined,
        active: signsSaml && preferred !== undefined ? preferred === thumbprint : undefined,
      },
    },
    reading,
  );
  // Entra renews only those of Application Proxy. `active` shows whether it is in use for signing or on standby.
  return {
    ...skc,
    renewedBy: skc.renewedBy ?? 'person',
    ...(signsSaml && preferred === thumbprint ? { inUse: true } : {}),
  };
}

/** Only one SAML certificate is active. The others are on standby or retired, so their expiry has no impact. */
function withActive(signing: readonly Skc[], { now }: Pick<Reading, 'now'>): Skc[] {
  const active = signing.find((skc) => skc.details['active'] === true);
  if (active === undefined) return withSuperseding(signing, now);
  return signing.map((skc) => (skc === active ? skc : { ...skc, supersededBy: active.id }));
}
