import * as z from 'zod';
import { openRest } from '../../../shared/clouds/azure/rest.ts';
import { openSenders } from '../../../shared/clouds/azure/sender.ts';
import { Calls } from '../../../shared/clouds/calls.ts';

/** Makes one call that fails, prints so, and has nothing more to do: the process ends unless a timer keeps it. */
const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }) };
const rest = openRest(
  'https://kv-pay.vault.azure.net',
  openSenders(credential, new Calls())('https://vault.azure.net'),
);
try {
  await rest.get('/secrets', z.unknown());
} catch {
  process.stdout.write('failed\n');
}
