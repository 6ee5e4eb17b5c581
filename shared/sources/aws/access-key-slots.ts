import type { AccessKeyMetadata } from '@aws-sdk/client-iam';
import { reportFlag, reportValue, type ReportRow } from './credential-report.ts';

/** A user has at most two access keys, and the credential report a group of columns for each. */
export const SLOTS = [1, 2] as const;

/**
 * Which of the report's two slots a key stands in. The report has no ids; its `last_rotated` is the second in which the
 * key was made, or a later one if it was changed since, so the order of two such dates proves nothing: what fits best
 * of all that both sides say is taken.
 */
export function slotOf(
  key: AccessKeyMetadata,
  ofUser: readonly AccessKeyMetadata[],
  row: ReportRow,
): number | undefined {
  const other = ofUser.find((each) => each !== key);
  const likely = SLOTS.map((slot) => {
    const otherSlot = slot === 1 ? 2 : 1;
    return { slot, fit: fitOf(key, row, slot) + (other === undefined ? 0 : fitOf(other, row, otherSlot)) };
  });
  const [best, next] = likely.toSorted((a, b) => b.fit - a.fit);
  return best === undefined || best.fit === next?.fit ? undefined : best.slot;
}

/** How well a slot fits a key: the very second counts most, then whether it is active; no key is older than its slot says. */
function fitOf(key: AccessKeyMetadata, row: ReportRow, slot: number): number {
  const changed = Date.parse(reportValue(row, `access_key_${slot}_last_rotated`) ?? '');
  const made = Math.floor((key.CreateDate?.getTime() ?? Number.NaN) / 1000) * 1000;
  const active = reportFlag(row, `access_key_${slot}_active`);
  return (
    (changed === made ? 4 : 0) +
    (active === undefined || key.Status === undefined || active !== (key.Status === 'Active') ? 0 : 2) +
    (changed >= made ? 1 : 0)
  );
}

/**
 * What of a row tells that the user's keys changed; last use is left out, it moves by itself. None where the report
 * lacks a column: then it cannot tell.
 */
export function rowSign(row: ReportRow): string | undefined {
  const values = SLOTS.flatMap((slot) => [
    row[`access_key_${slot}_active`],
    row[`access_key_${slot}_last_rotated`],
  ]);
  return values.includes(undefined) ? undefined : values.join(' ');
}

/** How many keys a row speaks of, active or not. */
export function keysInRow(row: ReportRow): number {
  return SLOTS.filter(
    (slot) =>
      reportFlag(row, `access_key_${slot}_active`) === true ||
      reportValue(row, `access_key_${slot}_last_rotated`) !== undefined,
  ).length;
}
