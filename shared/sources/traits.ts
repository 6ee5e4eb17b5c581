import type { Severity } from '../model/finding.ts';
import type { Skc, SkcField } from '../model/skc.ts';

/**
 * What is true of every SKC of a type, as its cloud documents it. Rules ask for these facts, so that none of them names
 * a type. The contract suite compares them with what the source yields.
 */
export interface Traits {
  /**
   * What the cloud tells of the last use: to the second (`exact`), to the day, only whether something uses it now
   * (`in-use`, the fields `inUse` and `exported`), or nothing (`never`).
   */
  lastUse: 'exact' | 'day' | 'in-use' | 'never';
  /** Whether the cloud tells the algorithm. Where it does not, `weak-cryptography` does not apply to the type. */
  algorithm: 'given' | 'not-given';
  /** Whether an SKC of this type has an end: always, if somebody sets one, or never. */
  end: 'always' | 'optional' | 'never';
  /**
   * A credential that works for as long as nobody ends it: then it should have an end or a rotation (`by-end`), or, where
   * it can have neither, be replaced in time (`by-age`). `no` for what is no credential by itself.
   */
  standing: 'by-end' | 'by-age' | 'no';
  rotation: Rotation;
  /**
   * Deletion takes effect `at-once`, or after a delay within which it can be undone. `shortestDelayDays`: the least
   * delay, where the cloud tells only the day of the deletion.
   */
  deletion: 'at-once' | { shortestDelayDays?: number | undefined };
  /** The credential has no versions: replacing it makes another SKC, so `versionCreatedAt` is its own beginning. */
  isItsOwnVersion?: boolean;
  /** Age limit of `rotation-overdue` in days, where it is shorter than config's default. */
  rotationLimitDays?: number;
  /** Severities that differ from the rule's own. */
  severities?: { unused?: Severity };
  /** Its targets are vaults: scans of them tell `facts`, which the rule `not-recoverable` judges. */
  isVault?: boolean;
}

/** Who replaces the version in force. */
export type Rotation =
  /** The service, in place and at no risk: `rotation-off` applies. `ability` tells of a single key whether it can. */
  | {
      by: 'service';
      /** Fields that `ability` needs. */
      restsOn: readonly SkcField[];
      ability(skc: Skc): RotationAbility;
    }
  /** The service, by a rotation policy that each key may have: `rotation-off` applies. */
  | { by: 'policy' }
  /** The service starts it, and code that somebody writes carries it out. */
  | { by: 'schedule' }
  /** A person or a job, without the service's help. */
  | { by: 'people' }
  /** Nobody: it is renewed, or holds nothing to rotate. */
  | { by: 'none' };

/** Whether a key can be rotated: automatically, by importing new material, not at all, or not known. */
export type RotationAbility =
  | { can: 'automatic' | 'by-import' }
  | { can: 'no'; because: string }
  | { can: 'unknown'; missing: readonly SkcField[]; because: string };
