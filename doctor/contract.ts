import type { AwsIdentity } from '../shared/clouds/aws/session.ts';
import type { Config } from '../shared/config/schema.ts';
import type { Account, Cloud } from '../shared/model/account.ts';
import type { Instant } from '../shared/model/instant.ts';
import type { SkcType } from '../shared/model/skc.ts';
import type { Problem, Target } from '../shared/model/target.ts';
import type { Permission, Source } from '../shared/sources/contract.ts';
import type { AccountCheck, Check, Lack } from './report.ts';

/** What the doctor must check. */
export interface DoctorRequest {
  now: Instant;
  config: Config;
  /** The AWS identity of the caller. Azure and Google Cloud trust a role of the same account. */
  identity: AwsIdentity;
  /** Only these account ids; undefined: every account that the configuration includes. */
  only: readonly string[] | undefined;
}

/** A cloud that the doctor can check. Hides the cloud's session type from callers. */
export interface CheckableCloud {
  cloud: Cloud;
  /** Never throws because of a cloud's response: every error becomes part of the report. */
  check(request: DoctorRequest): Promise<CloudCheck>;
}

export interface CloudCheck {
  /** The accounts that were probed. */
  probed: Account[];
  accounts: AccountCheck[];
  /** The steps of connecting the cloud, in order. */
  checks: Check[];
}

/** A problem with reading, and where it occurred. */
export interface Trouble {
  problem: Problem;
  state: Lack['state'];
  location: string;
  /** Undefined if it concerns the whole account. */
  source: SkcType | undefined;
  /** Why the configuration expects it (`expectedUnreadable`). */
  accepted: string | undefined;
}

export interface ProbedTarget {
  location: string;
  source: SkcType;
  /** Permissions needed by calls that succeeded. */
  proven: readonly string[];
  troubles: readonly Trouble[];
}

export interface ProbedAccount {
  account: Account;
  targets: readonly ProbedTarget[];
  /** Why the account could not be probed, or not completely. */
  troubles: readonly Trouble[];
}

/** All results of probing a cloud; the report is built from it. */
export interface ProbedCloud {
  request: DoctorRequest;
  /** Why its accounts could not be listed. */
  unlisted: Problem | undefined;
  /** Accounts that the cloud listed, probed or not. */
  listed: readonly Account[];
  accounts: readonly ProbedAccount[];
}

/** One call, and the permission that it needs. */
export interface PermissionCall {
  permission: string;
  /** @throws the cloud's error. */
  call: () => Promise<unknown>;
}

/** A session that reads a small sample and records its calls. */
export interface SampleSession<Session> {
  session: Session;
  /**
   * Permissions of the calls that succeeded, if the cloud's permissions have the names of its calls. Undefined: the
   * probe infers them from what was read.
   */
  answered?: (() => ReadonlySet<string>) | undefined;
  /** Whether an error says nothing about permissions: the sample is complete, or an SKC does not support the call. */
  isIrrelevant?: ((error: unknown) => boolean) | undefined;
}

/** The differences between clouds in how they are connected and probed. */
export interface Connection<Session> {
  /** The permission that signing in to an account needs. */
  signIn: string;
  /** The permissions that a source needs with this configuration. */
  permissionsOf(source: Source<Session>): readonly Permission[];
  /** Permissions that reading a page does not prove, since it does not need them. */
  unproven: readonly string[];
  sample(session: Session): SampleSession<Session>;
  /** A call that every account depends on, if there is one: made once, before accounts are probed. */
  shared?: ((session: Session) => PermissionCall) | undefined;
  /** A call that a target needs in addition to its listing. */
  beside?: ((session: Session, target: Target) => PermissionCall | undefined) | undefined;
  /** Whether the SKCs of a source were read in another way at a location, which proves no permission there. */
  isDetour(source: Source<Session>, troublesThere: readonly Trouble[]): boolean;
  /** Whether a policy above the reading role denies it, so that a grant does not help. */
  isForbidden(problem: Problem): boolean;
  /** The cloud's message, without the parts that {@link nextStepOf} replaces. */
  messageOf(problem: Problem): string;
  /** The command to run, or the person to ask. @param all All problems of the account: one command may cover several. */
  nextStepOf(trouble: Trouble, account: Account, all: readonly Trouble[], request: DoctorRequest): string;
  /** The steps of connecting the cloud, in order, each with its result. */
  steps(probed: ProbedCloud): Promise<Check[]>;
}
