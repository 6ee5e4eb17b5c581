import type { GcpSource } from './contract.ts';
import { secretManagerSecret } from './secret-manager-secret.ts';

export const gcpSources = [secretManagerSecret] as const satisfies readonly GcpSource[];
