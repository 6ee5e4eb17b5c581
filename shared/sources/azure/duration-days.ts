/**
 * Days of an ISO-8601 duration as Key Vault's policies write it: `P90D`, `P1Y6M`. A month counts 30 days and a year 365,
 * so that a computed date is at most some days off. Undefined for what is no such duration.
 */
export function durationDays(duration: string | undefined): number | undefined {
  const [, years, months, weeks, days] =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?$/.exec(duration ?? '') ?? [];
  if (years === undefined && months === undefined && weeks === undefined && days === undefined)
    return undefined;
  return Number(years ?? 0) * 365 + Number(months ?? 0) * 30 + Number(weeks ?? 0) * 7 + Number(days ?? 0);
}
