import type { AzureConfig } from '../../config/azure.ts';
import { accountIdOf } from '../../model/target.ts';
import { azureSources } from '../../sources/azure/registry.ts';
import type { CloudReader } from '../contract.ts';
import { ENTRA_SIGN_IN } from '../../clouds/azure/problem.ts';
import { azureFinder } from './finder.ts';
import type { AzureSession, AzureSessions } from '../../clouds/azure/session.ts';

/** Finds and reads Azure accounts, as used by the steps of a run. */
export function azureReader(reading: {
  config: AzureConfig;
  sessions: AzureSessions;
}): CloudReader<AzureSession> {
  const { sessions } = reading;
  return {
    ...azureFinder({ ...reading, scopes: azureSources }),
    sources: azureSources,
    signIn: (target) => Promise.resolve(sessions.of(accountIdOf(target.account))),
    signInOperation: ENTRA_SIGN_IN,
    close: () => sessions.close(),
  };
}
