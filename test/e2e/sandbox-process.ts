import { readFileSync } from 'node:fs';
import type { AzureFederation } from '../../sandbox/estate/azure-estate.ts';
import type { Estate } from '../../sandbox/estate/estate.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { instant } from '../../shared/model/instant.ts';
import { azureEstate } from './sandbox-azure.ts';
import { gcpEstate } from './sandbox-gcp.ts';
import { trustSchema, type Trust } from './trust.ts';

/**
 * The sandbox as a separate server: `node sandbox-process.ts <port> <file of the trust> <account> <role>`. It serves
 * Azure, Google Cloud, and the one AWS role that they trust. Its clock is the machine's at the start.
 */
const [port, file, account, role] = process.argv.slice(2);
if (port === undefined || file === undefined || account === undefined || role === undefined)
  throw new Error('usage: sandbox-process <port> <file of the trust> <account> <role>');
await startSandbox({ estate: estate(file, { account, role }), port: Number(port) });

function estate(trustFile: string, { account: id, role: name }: { account: string; role: string }): Estate {
  const now = instant(new Date());
  const trust = readTrust(trustFile);
  const azure = azureEstate(now, trust.azure);
  return {
    epoch: now,
    organisation: { id: 'o-e2e', rootId: 'r-e2e', managementAccountId: id, units: [] },
    accounts: [
      {
        id,
        name: 'security',
        email: 'security@example.com',
        state: 'ACTIVE',
        parentId: 'r-e2e',
        joinedAt: now,
        regions: [{ name: 'us-east-1', status: 'ENABLED_BY_DEFAULT' }],
        roles: [{ name }],
        denials: [],
        secrets: [],
        keys: [],
        certificates: [],
        users: [],
        rootKeys: [],
      },
    ],
    neverConfirm: [],
    azure: { ...azure, federation: sandboxFederation(trustFile) },
    gcp: gcpEstate(now, trust.gcp),
  };
}

function readTrust(trustFile: string): Trust {
  return trustSchema.parse(JSON.parse(readFileSync(trustFile, 'utf8')));
}

/** Read from the file at each sign-in, so that trust can be withdrawn while the sandbox runs. */
function sandboxFederation(trustFile: string): AzureFederation {
  const part = () => readTrust(trustFile).azure;
  return {
    get clientId() {
      return part().clientId;
    },
    get issuer() {
      return part().issuer;
    },
    get subject() {
      return part().subject;
    },
    get audience() {
      return part().audience;
    },
  };
}
