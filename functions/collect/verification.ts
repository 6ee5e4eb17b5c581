import pLimit from 'p-limit';
import type { CloudFailure } from '../../shared/model/failure.ts';
import { daysBetween, type Instant } from '../../shared/model/instant.ts';
import { idKey } from '../../shared/model/skc-id.ts';
import type { Skc, SkcField, StoredSkc } from '../../shared/model/skc.ts';
import { declarationsOf } from '../../shared/sources/declarations.ts';
import type { RuleSettings } from '../../shared/rules/contract.ts';
import { isUnread } from '../../shared/rules/outcome.ts';
import { fieldsToVerify } from '../../shared/rules/verification.ts';
import type { PreciseReading, Source } from '../../shared/sources/contract.ts';
import type { Listing } from './listing.ts';

export interface Verification {
  skcs: Skc[];
  readings: number;
  /** False if a precise reading failed or was postponed: the next run must process the same listing again. */
  settled: boolean;
  /**
   * Whether precise readings were postponed because time ran out. Completed ones are kept and the target is
   * continued.
   */
  unfinished: boolean;
}

const MAX_CONCURRENT = 8;
const MINUTES_A_DAY = 24 * 60;

/**
 * Carries over precise facts from earlier readings, then reads precisely only the facts that a new finding would
 * depend on. Calls grow with findings, not with SKCs.
 */
export async function verifyFacts<Session>(
  session: Session,
  listing: Listing,
  known: ReadonlyMap<string, StoredSkc>,
  now: Instant,
  {
    source,
    ruleSettings,
    failure,
    hasTime = () => true,
  }: {
    source: Source<Session>;
    ruleSettings: RuleSettings;
    failure: (error: unknown, operation: string) => CloudFailure;
    hasTime?: (() => boolean) | undefined;
  },
): Promise<Verification> {
  const limit = pLimit(MAX_CONCURRENT);
  const context = { now, settings: ruleSettings, declared: declarationsOf([source]) };
  let readings = 0;
  let settled = true;
  let unfinished = false;

  async function verify(listed: Skc): Promise<Skc | undefined> {
    let skc = carryOver(listed, known.get(idKey(listed)), source.precise);
    const fields = fieldsToVerify(skc, context, source.precise);
    for (const precise of source.precise.filter((each) => fields.includes(each.field))) {
      if (isExact(skc, precise, listing.asOf, now)) {
        skc = withPrecise(skc, precise, {}, now);
        continue;
      }
      if (!hasTime()) {
        unfinished = true;
        continue;
      }
      readings += 1;
      try {
        const facts = await precise.read(session, skc, now);
        if (facts === 'gone') {
          // It vanished since it was listed. The next run reads the same listing again.
          settled = false;
          return undefined;
        }
        skc = withPrecise(skc, precise, facts, now);
      } catch (error) {
        settled = false;
        const operation =
          precise.operation ??
          source.permissions.find((permission) => permission.use === 'verify')?.action ??
          source.type;
        const { problem } = failure(error, operation);
        listing.problems.push({ ...problem, skcs: 1 });
        skc = {
          ...skc,
          unknown: { ...skc.unknown, [precise.field]: `${problem.code} on ${problem.operation}` },
        };
      }
    }
    return skc;
  }

  const skcs = await Promise.all(listing.skcs.map((skc) => limit(() => verify(skc))));
  return {
    skcs: skcs.filter((skc) => skc !== undefined),
    readings,
    settled: settled && !unfinished,
    unfinished,
  };
}

/** Whether the listing has the fact, and was made so shortly before that a call would only repeat it. */
function isExact(
  skc: Skc,
  { field, exactForMinutes }: Pick<PreciseReading<never>, 'field' | 'exactForMinutes'>,
  asOf: Instant | undefined,
  now: Instant,
): boolean {
  if (exactForMinutes === undefined || asOf === undefined || isUnread(skc, field)) return false;
  return daysBetween(asOf, now) * MINUTES_A_DAY <= exactForMinutes;
}

/** Carries over facts that were read precisely before, as long as the source says that they are still valid. */
function carryOver(
  listed: Skc,
  before: StoredSkc | undefined,
  readings: readonly Pick<PreciseReading<never>, 'field' | 'fields' | 'holds'>[],
): Skc {
  if (before === undefined || before.absentAt !== undefined) return listed;
  let skc = listed;
  for (const reading of readings) {
    if (before.precise[reading.field] === undefined || !reading.holds(before, listed)) continue;
    const fields = [reading.field, ...reading.fields];
    const marks = Object.entries(before.precise).filter(([field]) => fields.some((each) => each === field));
    skc = { ...skc, ...picked(before, fields), precise: { ...skc.precise, ...Object.fromEntries(marks) } };
  }
  return skc;
}

/** The SKC with facts that were read precisely. */
export function withPrecise(
  skc: Skc,
  { field, fields }: { field: SkcField; fields: readonly SkcField[] },
  facts: Partial<Skc>,
  now: Instant,
): Skc {
  if (facts.unknown !== undefined) return { ...skc, unknown: { ...skc.unknown, ...facts.unknown } };
  const marks = Object.fromEntries([field, ...fields].map((each) => [each, now]));
  const unknown = Object.fromEntries(Object.entries(skc.unknown).filter(([each]) => !(each in marks)));
  return { ...skc, ...facts, unknown, precise: { ...skc.precise, ...marks } };
}

function picked(from: Skc, fields: readonly SkcField[]): Partial<Skc> {
  const copy: Partial<Skc> = {};
  for (const field of fields) if (from[field] !== undefined) Object.assign(copy, { [field]: from[field] });
  return copy;
}
