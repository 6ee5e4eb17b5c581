import type { RuleId } from '../model/finding.ts';
import type { Skc } from '../model/skc.ts';

/** The next step for something in Azure, for the person who reads it; at most 100 characters. */
export function stepInAzure(skc: Skc, rule: RuleId): string | undefined {
  return STEPS[skc.type]?.(skc, rule);
}

type Steps = (skc: Skc, rule: RuleId) => string | undefined;

const STEPS: Readonly<Record<string, Steps>> = {
  'azure.key-vault-secret': secret,
  'azure.key-vault-key': key,
  'azure.managed-hsm-key': key,
  'azure.key-vault-certificate': certificate,
  'azure.entra-application-secret': applicationCredential,
  'azure.entra-application-certificate': applicationCredential,
  'azure.storage-account-key': storageKey,
};

function secret({ location }: Skc, rule: RuleId): string {
  if (rule === 'pending-deletion') return recover(location);
  if (rule === 'never-expires')
    return `Give the secret in ${location} an end, and somebody its next version to make.`;
  return `Store a new version with a later end in ${location} and move its users over.`;
}

function key(skc: Skc, rule: RuleId): string {
  const { location } = skc;
  if (rule === 'pending-deletion') return recover(location);
  if (rule === 'never-expires' || rule === 'rotation-off')
    return `Open the key in ${location} and give it a rotation policy, with an end for each version.`;
  if (rule === 'rotation-failed')
    return `Open the key in ${location}, rotate it now, and see why its policy did not.`;
  if (rule === 'rotation-overdue' && skc.rotationEnabled === true)
    return `Open the key in ${location} and shorten its rotation policy.`;
  return `Rotate the key in ${location} and move what it protects to the new version.`;
}

function certificate(skc: Skc, rule: RuleId): string {
  const { location } = skc;
  if (rule === 'pending-deletion') return recover(location);
  if (rule === 'weak-cryptography')
    return `Replace it in ${location} by one of RSA-2048 or EC P-256 signed with SHA-256.`;
  if (rule === 'renewal-failed' || skc.renewedBy === 'service')
    return `Open it in ${location}, read its last operation, mend its issuer, and renew it.`;
  return `Get a new certificate and import it into ${location} as a new version.`;
}

function applicationCredential(skc: Skc, rule: RuleId): string {
  if (skc.details['signsSaml'] === true)
    return 'Make a new signing certificate in Entra, give it to the service, then activate it.';
  if (rule === 'never-expires')
    return 'Replace it in Entra by one of a year at most, or by a federated credential.';
  return 'Add a new one to the application in Entra, move its users over, then remove this one.';
}

function storageKey(): string {
  return 'Move its users to the other key, make this one anew; better, switch shared keys off.';
}

function recover(location: string): string {
  return `If anything still needs it, recover it in ${location} before that day.`;
}
