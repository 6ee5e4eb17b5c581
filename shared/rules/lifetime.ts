import { daysBetween } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';

/** Total lifetime of a certificate in days, `notBefore` to `expiresAt`; undefined where either is not known. */
export function lifetimeDays(skc: Skc): number | undefined {
  if (skc.notBefore === undefined || skc.expiresAt === undefined) return undefined;
  const days = daysBetween(skc.notBefore, skc.expiresAt);
  return days > 0 ? days : undefined;
}

/** The longest time a service needs from the start of a renewal to the renewed certificate. */
const GRACE_DAYS = 7;

/**
 * Days before its expiry from which a certificate that its service renews can fail `expiring`: 7 days after the service
 * should have started. ACM starts 60 days before the expiry of a 395-day public certificate, about 45 before that of a
 * 198-day one, and in proportion (45/198 of the lifetime) for shorter ones. An unknown lifetime counts as a long one,
 * which fails earliest. Key Vault gives the start itself: the lifetime action of the certificate's policy.
 */
export function renewalGraceEndsDays(lifetime: number | undefined, skc?: Skc): number {
  const declared = skc?.renewsDaysBefore;
  if (declared !== undefined) return Math.max(declared - GRACE_DAYS, 1);
  const renewalPoint = lifetime === undefined || lifetime > 200 ? 60 : (45 / 198) * lifetime;
  return Math.max(renewalPoint - GRACE_DAYS, 1);
}
