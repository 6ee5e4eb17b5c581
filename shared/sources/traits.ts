import type { Severity } from '../model/finding.ts';
import type { Skc, SkcField } from '../model/skc.ts';

/**
 * Facts that apply to every SKC of a type, as documented by its cloud. Rules use them so that no rule names a type.
 * The contract suite checks them against what the source yields.
 */
export interface Traits {
  /**
   * Last use as reported by the cloud: to the second (`exact`), to the day, only whether it is currently used
   * (`in-use`, with the fields `inUse` and `exported`), or not at all (`never`).
   */
  lastUse: 'exact' | 'day' | 'in-use' | 'never';
  /** Whether the cloud reports the algorithm. If not, `weak-cryptography` does not apply to the type. */
  algorithm: 'given' | 'not-given';
  /** Whether an SKC of this type expires: always, if an expiry is set, or never. */
  end: 'always' | 'optional' | 'never';
  /**
   * For long-lived credentials: they should expire or rotate (`by-end`) or, if they support neither, be replaced in
   * time (`by-age`). `no` if the type is not a credential in itself.
   */
  standing: 'by-end' | 'by-age' | 'no';
  rotation: Rotation;
  /**
   * Deletion takes effect `at-once`, or after a delay during which it can be cancelled. `shortestDelayDays`: the
   * minimum delay, if the cloud reports only the deletion date.
   */
  deletion: 'at-once' | { shortestDelayDays?: number | undefined };
  /** The credential has no versions: a replacement is another SKC, so `versionCreatedAt` is its creation date. */
  isItsOwnVersion?: boolean;
  /**
   * It is rotated by making a successor beside it, and the old one stays valid until it is disabled: access keys,
   * application credentials, versions of a vault's secret. `superseded-still-active` judges the type by `supersededAt`.
   */
  rotatesBeside?: boolean;
  /**
   * A lifetime, from `notBefore` to `expiresAt`, of more than so many days is as good as none: `never-expires` fails
   * until `expiring` does. Sources keep `expiresAt` however far ahead it is.
   */
  longestLifeDays?: number;
  /**
   * What its service renews (`renewedBy`) is renewed on a day that nobody can know: `expiring` does not apply to it unless
   * `renewsDaysBefore` is known. Without this the day follows from the lifetime.
   */
  renewsSilently?: boolean;
  /** The service destroys it at `expiresAt` whether it is enabled or not, so that its end matters while it is disabled. */
  destroyedAtEnd?: boolean;
  /**
   * Where its tags come from: its `listing` has them, they are read in `bulk` where the configuration asks for them
   * (`Source.tags`), or the type has `none` in its cloud, so that there is nothing to read. Labels and annotations
   * count as tags.
   */
  tags: 'listing' | 'bulk' | 'none';
  /** Age limit of `rotation-overdue` in days, if shorter than the configuration's default. */
  rotationLimitDays?: number;
  /** Severities that differ from the rule's default. */
  severities?: { unused?: Severity };
  /** Its targets are vaults, whose scans record `facts` for the rule `not-recoverable`. */
  isVault?: boolean;
}

/** Who replaces the current version. */
export type Rotation =
  /**
   * The service, in place and without risk: `rotation-off` applies. `ability` returns whether a given key can be
   * rotated.
   */
  | {
      by: 'service';
      /** Fields that `ability` depends on. */
      restsOn: readonly SkcField[];
      ability(skc: Skc): RotationAbility;
    }
  /** The service, according to a key's optional rotation policy: `rotation-off` applies. */
  | { by: 'policy' }
  /** The service triggers rotation; the owner's code performs it. */
  | { by: 'schedule' }
  /** A person or a job; the service does not support it. */
  | { by: 'people' }
  /** Not rotated: it is renewed instead, or has nothing to rotate. */
  | { by: 'none' };

/** Whether a key can be rotated: automatically, by importing new material, not at all, or not known. */
export type RotationAbility =
  | { can: 'automatic' | 'by-import' }
  | { can: 'no'; because: string }
  | { can: 'unknown'; missing: readonly SkcField[]; because: string };
