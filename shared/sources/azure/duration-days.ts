/**
 * Days of an ISO-8601 duration in a Key Vault policy: `P90D`, `P1Y6M`. A month counts as 30 days and a year as 365,
 * so computed dates may be off by a few days. Undefined if the text is not such a duration.
 */
export function durationDays(duration: string | undefined): number | undefined {
  const [, years, months, weeks, days] =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?$/.exec(duration ?? '') ?? [];
  if (years === undefined && months === undefined && weeks === undefined && days === undefined)
    return undefined;
  return Number(years ?? 0) * 365 + Number(months ?? 0) * 30 + Number(weeks ?? 0) * 7 + Number(days ?? 0);
}
