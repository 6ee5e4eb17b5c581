import type { AwsIdentity } from '../shared/clouds/aws/session.ts';
import type { Config } from '../shared/config/schema.ts';
import type { Account, Cloud } from '../shared/model/account.ts';
import type { Instant } from '../shared/model/instant.ts';
import type { SkcType } from '../shared/model/skc.ts';
import type { Problem, Target } from '../shared/model/target.ts';
import type { Permission, Source } from '../shared/sources/contract.ts';
import type { AccountCheck, Check, Lack } from './report.ts';

/** What the doctor is asked to check. */
export interface DoctorRequest {
  now: Instant;
  config: Config;
  /** The AWS identity that asks. Azure and Google Cloud trust a role of the same account. */
  identity: AwsIdentity;
  /** Only these account ids; undefined: every account that the configuration includes. */
  only: readonly string[] | undefined;
}

/** One cloud, as the doctor checks it. Callers need not know its type of session. */
export interface CheckableCloud {
  cloud: Cloud;
  /** Never throws because of what the cloud answers: every answer becomes part of the report. */
  check(request: DoctorRequest): Promise<CloudCheck>;
}

export interface CloudCheck {
  /** The accounts that were probed. */
  probed: Account[];
  accounts: AccountCheck[];
  /** The steps of connecting the cloud, in their order. */
  checks: Check[];
}

/** Something that could not be read, and where. */
export interface Trouble {
  problem: Problem;
  state: Lack['state'];
  location: string;
  /** Undefined where it concerns the account as a whole. */
  source: SkcType | undefined;
  /** Why the configuration expects it (`expectedUnreadable`). */
  accepted: string | undefined;
}

export interface ProbedTarget {
  location: string;
  source: SkcType;
  /** Permissions that an answered call needed. */
  proven: readonly string[];
  troubles: readonly Trouble[];
}

export interface ProbedAccount {
  account: Account;
  targets: readonly ProbedTarget[];
  /** What kept the account as a whole from being probed. */
  troubles: readonly Trouble[];
}

/** Everything that one probe of a cloud showed; the report is made of it. */
export interface ProbedCloud {
  request: DoctorRequest;
  /** Why its accounts could not be listed. */
  unlisted: Problem | undefined;
  /** Accounts that the cloud listed, probed or not. */
  listed: readonly Account[];
  accounts: readonly ProbedAccount[];
}

/** One call, named by the permission that it needs. */
export interface PermissionCall {
  permission: string;
  /** @throws the cloud's error. */
  call: () => Promise<unknown>;
}

/** A session that reads a small sample, and what it knows of the calls made with it. */
export interface SampleSession<Session> {
  session: Session;
  /**
   * Permissions of the calls that were answered, where the cloud's calls are named by their permissions. Undefined:
   * the probe concludes them from what was read.
   */
  answered?: (() => ReadonlySet<string>) | undefined;
  /** Whether an error says nothing of permissions: the sample is complete, or an SKC does not support the call. */
  isIrrelevant?: ((error: unknown) => boolean) | undefined;
}

/** What differs between the clouds in how they are connected and probed. */
export interface Connection<Session> {
  /** The permission that signing in to an account needs. */
  signIn: string;
  /** What a source needs in the way that it is read here. */
  permissionsOf(source: Source<Session>): readonly Permission[];
  /** Permissions that a page does not prove, since it comes without them. */
  unproven: readonly string[];
  sample(session: Session): SampleSession<Session>;
  /** One call that every account depends on, where there is one: made once, before any account is probed. */
  shared?: ((session: Session) => PermissionCall) | undefined;
  /** A call that a target needs beside its listing. */
  beside?: ((session: Session, target: Target) => PermissionCall | undefined) | undefined;
  /** Whether the SKCs of a source were read another way in a place, which proves nothing there. */
  isDetour(source: Source<Session>, troublesThere: readonly Trouble[]): boolean;
  /** Whether a policy denies it explicitly, so that no grant helps. */
  isForbidden(problem: Problem): boolean;
  /** The cloud's message, without what {@link nextStepOf} says better. */
  messageOf(problem: Problem): string;
  /** The command, or the person to ask. @param all Every trouble of the account: one command may cover several. */
  nextStepOf(trouble: Trouble, account: Account, all: readonly Trouble[], request: DoctorRequest): string;
  /** The steps of connecting, in their order, each with its result. */
  steps(probed: ProbedCloud): Promise<Check[]>;
}
