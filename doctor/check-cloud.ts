import { accountCheck } from './account-check.ts';
import type { CheckableCloud, Connection } from './contract.ts';
import { probeCloud } from './probe-cloud.ts';
import type { CloudReader } from '../shared/readers/contract.ts';

/** Probes a cloud as a run reads it, with a small sample of each target. */
export function checkableCloud<Session>(
  reader: CloudReader<Session>,
  connection: Connection<Session>,
): CheckableCloud {
  return {
    cloud: reader.cloud,
    async check(request) {
      const probed = await probeCloud(request, reader, connection);
      return {
        probed: probed.accounts.map(({ account }) => account),
        accounts: probed.accounts.map((each) => accountCheck(each, request, reader, connection)),
        checks: await connection.steps(probed),
      };
    },
  };
}
