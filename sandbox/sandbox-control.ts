import type { Instant } from '../shared/model/instant.ts';
import type { AzureSandbox } from './azure/azure.ts';
import type { Call } from './calls.ts';
import type { Fault } from './faults.ts';
import type { GcpSandbox } from './gcp/servers.ts';
import type { PublishedMessage } from './outbox.ts';

/** The control of a sandbox, both in its own process and over HTTP. */
export interface SandboxControl {
  clock: { now(): Instant; set(to: Instant): void; advanceDays(days: number): void };
  faults: { add(fault: Fault): void; clear(): void };
  calls: { list(): Call[]; counts(): Record<string, number>; clear(): void };
  outbox: { list(): PublishedMessage[] };
  /** The estate's Azure; undefined if it has none. */
  azure?: Pick<AzureSandbox, 'port' | 'ca'> | undefined;
  /** The estate's Google Cloud; undefined if it has none. */
  gcp?:
    | Pick<GcpSandbox, 'restPort' | 'grpcPort' | 'revokeTokens' | 'tokensGiven' | 'setWallClock'>
    | undefined;
  /** Number of open connections. */
  connections(): number;
}
