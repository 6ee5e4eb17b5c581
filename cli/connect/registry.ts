import { connectAzure } from './azure.ts';
import type { ConnectableCloud } from './contract.ts';
import { connectGcp } from './gcp.ts';

export const CONNECTABLE = [connectAzure, connectGcp] as const satisfies readonly ConnectableCloud[];
