import type { AwsIdentity } from '../shared/clouds/aws/session.ts';
import type { Config } from '../shared/config/schema.ts';
import type { Account } from '../shared/model/account.ts';
import type { Instant } from '../shared/model/instant.ts';
import type { SkcType } from '../shared/model/skc.ts';
import type { Problem, Target } from '../shared/model/target.ts';
import type { Permission, Source } from '../shared/sources/contract.ts';
import type { Check, Lack } from './report.ts';

/** What a doctor is asked of one cloud. */
export interface CloudLook {
  now: Instant;
  config: Config;
  /** Who AWS says is asking: what other clouds are told to trust stands in the same account. */
  identity: Pick<AwsIdentity, 'accountId' | 'partition'> | undefined;
  /** Only these account ids; without it every account that the configuration has read. */
  only: readonly string[] | undefined;
}

/** Something that could not be read, and where. */
export interface Trouble {
  problem: Problem;
  state: Lack['state'];
  location: string;
  /** None where it concerns the account as a whole. */
  source: SkcType | undefined;
}

export interface TargetSight {
  location: string;
  source: SkcType;
  /** Permissions that a call was answered by. */
  proven: readonly string[];
  troubles: readonly Trouble[];
}

export interface AccountSight {
  account: Account;
  targets: readonly TargetSight[];
  /** What kept the account as a whole from being looked at. */
  troubles: readonly Trouble[];
}

/** What a look at a cloud showed, before it is told as a report. */
export interface CloudSight {
  look: CloudLook;
  /** Why its accounts could not be listed. */
  unlisted: Problem | undefined;
  /** Accounts that the cloud showed, whether or not they were looked at. */
  found: readonly Account[];
  seen: readonly AccountSight[];
}

/** One call, by the permission that it takes; it throws the cloud's error. */
export interface Asking {
  permission: string;
  ask: () => Promise<unknown>;
}

/** How a cloud is connected, as far as a doctor has to know it. */
export interface Connection<Session> {
  /** What a source needs in the way that it is read here. */
  permissionsOf(source: Source<Session>): readonly Permission[];
  /** Permissions that a page does not prove, since it comes without them. */
  unproven: readonly string[];
  /** The session with which targets are looked at: one that asks for little. */
  sampled(session: Session): Session;
  /** One call that every account rests on, where there is one: made once, before any account is looked at. */
  common?: ((session: Session) => Asking) | undefined;
  /** What is asked besides the listing of a target. */
  besides?: (session: Session, target: Target) => Asking | undefined;
  /** Whether what a source read of a place came another way, which proves nothing there. @param there Troubles there. */
  isDetour(source: SkcType, there: readonly Trouble[]): boolean;
  /** Whether somebody's will denies it, so that no grant undoes it. */
  isForbidden(problem: Problem): boolean;
  /** What the cloud said of a problem, without what {@link mendOf} says better. */
  wordsOf(problem: Problem): string;
  /** What mends one trouble, as a command or as whom to ask. @param all Every trouble of the account. */
  mendOf(trouble: Trouble, account: Account, all: readonly Trouble[], look: CloudLook): string;
  /** The steps of connecting, in their order: which are proven, and which one is missing. */
  steps(sight: CloudSight): Promise<Check[]>;
}
