import type { AccessKeyMetadata } from '@aws-sdk/client-iam';
import type { Skc } from '../../model/skc.ts';
import { dateField, type Unread } from '../fields.ts';
import { reportFlag, reportValue, type ReportRow } from './credential-report.ts';

/** A user has at most two access keys; the credential report has a group of columns for each. */
export const SLOTS = [1, 2] as const;

/**
 * Finds which of the report's two slots belongs to a key. The report has no key ids. Its `last_rotated` is the
 * second in which the key was created, or a later one if the key was changed since, so the order of the dates
 * proves nothing; the best overall match is used.
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

/**
 * How well a slot matches a key: an equal date counts most, then the active flag; a key is never newer than its
 * slot's date.
 */
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
 * A fingerprint of a row that changes when the user's keys change; last use is left out. Undefined if a column is
 * missing.
 */
export function rowFingerprint(row: ReportRow): string | undefined {
  const values = SLOTS.flatMap((slot) => [
    row[`access_key_${slot}_active`],
    row[`access_key_${slot}_last_rotated`],
  ]);
  return values.includes(undefined) ? undefined : values.join(' ');
}

/** Number of keys in a row, active or not. */
export function keysInRow(row: ReportRow): number {
  return SLOTS.filter(
    (slot) =>
      reportFlag(row, `access_key_${slot}_active`) === true ||
      reportValue(row, `access_key_${slot}_last_rotated`) !== undefined,
  ).length;
}

/** Takes the last use from the key's slot; without that column it is unknown. */
export function withLastUse(skc: Skc, row: ReportRow): Skc {
  const column = `access_key_${String(skc.details['slot'])}_last_used_date`;
  const { lastUsedAt: _before, ...rest } = skc;
  const unknown = Object.fromEntries(Object.entries(skc.unknown).filter(([field]) => field !== 'lastUsedAt'));
  if (row[column] === undefined)
    return { ...rest, unknown: { ...unknown, lastUsedAt: 'the credential report does not say' } };
  const unread: Unread = { unknown };
  const lastUsedAt = dateField(reportValue(row, column), 'lastUsedAt', unread);
  return { ...rest, ...(lastUsedAt === undefined ? {} : { lastUsedAt }), unknown: unread.unknown };
}
