import { daysBetween } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';

/** Whole life of a certificate in days, `notBefore` to `expiresAt`; undefined where either is not known. */
export function lifetimeDays(skc: Skc): number | undefined {
  if (skc.notBefore === undefined || skc.expiresAt === undefined) return undefined;
  const days = daysBetween(skc.notBefore, skc.expiresAt);
  return days > 0 ? days : undefined;
}

/** What a service needs at most from its own renewal point to the renewed certificate. */
const PATIENCE_DAYS = 7;

/**
 * How many days before the end a certificate that its service renews starts to speak: the service's own renewal
 * point, and 7 days of patience. ACM renews public certificates 60 days before the end of a 395-day one and about 45
 * of a 198-day one; shorter ones in proportion (45/198 of the lifetime). An unknown lifetime counts as a long one,
 * which speaks earliest. Key Vault tells its own point: the lifetime action of the certificate's policy.
 */
export function renewalSilenceEndsDays(lifetime: number | undefined, skc?: Skc): number {
  const declared = skc?.renewsDaysBefore;
  if (declared !== undefined) return Math.max(declared - PATIENCE_DAYS, 1);
  const renewalPoint = lifetime === undefined || lifetime > 200 ? 60 : (45 / 198) * lifetime;
  return Math.max(renewalPoint - PATIENCE_DAYS, 1);
}
