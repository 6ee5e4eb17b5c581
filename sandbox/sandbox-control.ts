import type { Instant } from '../shared/model/instant.ts';
import type { AzureSandbox } from './azure/azure.ts';
import type { Call } from './calls.ts';
import type { Fault } from './faults.ts';
import type { GcpSandbox } from './gcp/servers.ts';
import type { PublishedMessage } from './outbox.ts';

/** What the sandbox's control offers, in its own process and over HTTP alike. */
export interface SandboxControl {
  clock: { now(): Instant; set(to: Instant): void; advanceDays(days: number): void };
  faults: { add(fault: Fault): void; clear(): void };
  calls: { list(): Call[]; counts(): Record<string, number>; clear(): void };
  outbox: { list(): PublishedMessage[] };
  /** Where the estate's Azure is; absent where it declares none. */
  azure?: Pick<AzureSandbox, 'port' | 'ca'> | undefined;
  /** Where the estate's Google Cloud is; absent where it declares none. */
  gcp?:
    | Pick<GcpSandbox, 'restPort' | 'grpcPort' | 'revokeTokens' | 'tokensGiven' | 'setWallClock'>
    | undefined;
  /** Open connections. */
  connections(): number;
}
