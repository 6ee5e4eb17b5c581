import type { RuleId } from '../model/finding.ts';
import type { Skc } from '../model/skc.ts';

/** The next step for something in Google Cloud, for the person who reads it; at most 100 characters. */
export function stepInGcp(skc: Skc, rule: RuleId): string | undefined {
  return STEPS[skc.type]?.(skc, rule);
}

type Steps = (skc: Skc, rule: RuleId) => string | undefined;

const STEPS: Readonly<Record<string, Steps>> = {
  'gcp.secret-manager-secret': secret,
  'gcp.kms-key': key,
  'gcp.service-account-key': serviceAccountKey,
  'gcp.api-key': apiKey,
  'gcp.certificate-manager-certificate': managerCertificate,
  'gcp.compute-ssl-certificate': computeCertificate,
};

function secret(skc: Skc, rule: RuleId): string {
  if (rule === 'pending-deletion')
    return 'If anything still needs it, open Secret Manager and enable its newest version again.';
  if (rule === 'expired')
    return 'It is destroyed for good: make it anew in Secret Manager, with a new value, for all who read it.';
  if (rule === 'expiring')
    return 'Google will destroy it for good: move its expiry in Secret Manager, or replace it before.';
  if (rule === 'never-expires')
    return 'Open Secret Manager and set a rotation schedule or an expiry, or delete it if unused.';
  if (rule === 'rotation-failed')
    return 'Add a new version now; then see why nothing acts on the messages of its rotation topic.';
  if (skc.rotationEnabled === true) return 'Open Secret Manager and shorten its rotation period.';
  return 'Add a new version in Secret Manager and disable the old one, or set a rotation schedule.';
}

function key(skc: Skc, rule: RuleId): string {
  const place = `Open Cloud KMS in ${skc.location}`;
  if (rule === 'pending-deletion')
    return `If anything needs it: ${place}, restore the version and enable it.`;
  if (rule === 'rotation-off') return `${place} and set a rotation period: nothing else must change.`;
  if (rule === 'rotation-failed') return `${place} and rotate the key now; ask Google if it fails.`;
  if (rule === 'weak-cryptography')
    return `${place}, make a key of RSA-3072 or EC P-256, move its users over.`;
  if (skc.rotationEnabled === true) return `${place} and shorten its rotation period.`;
  return `${place}, import new key material and make it the primary version.`;
}

function serviceAccountKey(_skc: Skc, rule: RuleId): string {
  if (rule === 'never-expires')
    return 'Move its users to workload identity and delete it; limit new keys by organisation policy.';
  return 'Move its users to workload identity or a new key; disable this one, then delete it.';
}

function apiKey(_skc: Skc, rule: RuleId): string {
  if (rule === 'never-expires') return 'Delete it if unused; else restrict it, and replace it once a year.';
  return 'Make a second key with the same restrictions, move its users over, then delete this one.';
}

function managerCertificate(skc: Skc, rule: RuleId): string {
  if (rule === 'weak-cryptography')
    return `Replace it in ${skc.location} by RSA-2048 or EC P-256 with SHA-256.`;
  if (skc.renewedBy === 'service')
    return `Open Certificate Manager in ${skc.location}, read the reason, mend DNS authorization or CAA.`;
  return `Get a new certificate and upload it in Certificate Manager in ${skc.location}.`;
}

function computeCertificate(skc: Skc, rule: RuleId): string {
  if (rule === 'weak-cryptography')
    return `Replace it in ${skc.location} by RSA-2048 or EC P-256 with SHA-256.`;
  if (skc.renewedBy === 'service')
    return 'Point the DNS records of its domains at the load balancer; see the status of each domain.';
  return 'Get a new certificate, upload it under a new name, attach it to the load balancer.';
}
