import type { Skc, StoredSkc } from '../../../shared/model/skc.ts';

export const NOW = '2026-11-21T06:00:00Z';

/** A secret as returned by a reading. */
export function skc(facts: Partial<Skc> = {}): Skc {
  return {
    id: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:app/one-AbCdEf',
    kind: 'secret',
    type: 'aws.secrets-manager-secret',
    cloud: 'aws',
    account: 'aws#111111111111',
    location: 'eu-west-1',
    name: 'app/one',
    state: 'active',
    tags: {},
    details: {},
    unknown: {},
    precise: {},
    ...facts,
  };
}

/** The same as stored in the table. */
export function stored(facts: Partial<StoredSkc> = {}): StoredSkc {
  const at = '2026-10-01T06:00:00Z';
  return { ...skc(), revision: 3, discoveredAt: at, changedAt: at, ...facts };
}
