import { connectAzure } from './azure.ts';
import type { ConnectableCloud } from './contract.ts';

export const CONNECTABLE = [connectAzure] as const satisfies readonly ConnectableCloud[];
