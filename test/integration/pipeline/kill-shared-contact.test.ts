import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import { accountAt, configOf, emptyEstate, goodSecret, REGION } from '../../bed/pipeline/estate.ts';
import { killEverywhere } from '../../bed/pipeline/kill-everywhere.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';

const dynalite = dynaliteOfFile();

/** Two accounts, one of them with a finding, and one address for both. */
function estate(): Estate {
  const made = emptyEstate(2);
  accountAt(made, 1).secrets.push(goodSecret('secret', { rotation: undefined }));
  return made;
}

const team = [{ address: 'team@example.com' }];
const config: ConfigInput = configOf(estate(), {
  include: { regions: [REGION], sources: ['aws.secrets-manager-secret'] },
  contacts: {
    organisation: [{ address: 'organisation@example.com' }],
    accounts: { '111111111111': team, '200000000001': team },
  },
});

describe('a run with a contact of two accounts, killed after any call and repeated', () => {
  it(
    'leaves the table of an uninterrupted one and one message, at most twice under one id',
    { timeout: 400_000 },
    async () => {
      const points = await killEverywhere(dynalite.url, 'after', async () => undefined, { estate, config });
      expect(points).toBeGreaterThan(30);
    },
  );
});
