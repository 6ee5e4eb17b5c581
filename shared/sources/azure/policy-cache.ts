import pLimit from 'p-limit';
import { azureFailure, isAbsent } from '../../clouds/azure/problem.ts';
import { addDays, type Instant } from '../../model/instant.ts';
import { idKey } from '../../model/skc-id.ts';
import type { Skc, SkcField, StoredSkc } from '../../model/skc.ts';
import type { Reading } from '../contract.ts';

/** A vault allows 4,000 calls in ten seconds for all callers; this stays far below that. */
const AT_ONCE = 8;
/** It is not documented whether a policy change updates `updated`, so policies are read again after a week. */
const READ_AGAIN_DAYS = 7;

/** Reads facts from the policy of a key or certificate, which takes one call each. */
export interface PolicyReading {
  /** The field in `precise` that records when the policy was read. */
  mark: SkcField;
  /** Fields from the policy, including `mark`. */
  fields: readonly SkcField[];
  /** Details from the policy. */
  details: readonly string[];
  permission: string;
  read(skc: Skc): Promise<Partial<Skc>>;
  /** What holds for an object that has no policy. */
  without: Partial<Skc>;
  /** Whether the object itself does not exist. Asked when its policy is not found. */
  isGone(skc: Skc): Promise<boolean>;
}

/**
 * Adds policy facts to a page of a list. A policy is read when the object changed, or a week after the last
 * reading; until then the known facts are used. If a policy cannot be read, its fields are unknown on that SKC
 * only. An object that was deleted since it was listed is left out.
 */
export async function withPolicies(
  page: readonly Skc[],
  reading: Reading,
  policy: PolicyReading,
): Promise<Skc[]> {
  const known = await reading.known();
  const limit = pLimit(AT_ONCE);
  const read = await Promise.all(
    page.map(async (skc) => {
      const before = known.get(idKey(skc));
      const readAt = before === undefined ? undefined : stillHolds(before, skc, reading.now, policy);
      if (before === undefined || readAt === undefined) return limit(() => readPolicy(skc, reading, policy));
      reading.recheckAt(addDays(readAt, READ_AGAIN_DAYS));
      return withKnown(skc, before, policy, readAt);
    }),
  );
  return read.filter((skc) => skc !== undefined);
}

/** When the known policy was read; undefined if it must be read again. */
function stillHolds(before: StoredSkc, skc: Skc, now: Instant, { mark }: PolicyReading): Instant | undefined {
  const readAt = before.precise[mark];
  if (readAt === undefined || before.absentAt !== undefined) return undefined;
  if (before.details['updatedAt'] !== skc.details['updatedAt']) return undefined;
  return addDays(readAt, READ_AGAIN_DAYS) > now ? readAt : undefined;
}

function withKnown(
  skc: Skc,
  before: StoredSkc,
  { mark, fields, details }: PolicyReading,
  readAt: Instant,
): Skc {
  const kept: Skc = { ...skc, details: { ...skc.details }, precise: { ...skc.precise, [mark]: readAt } };
  for (const field of fields)
    if (before[field] !== undefined) Object.assign(kept, { [field]: before[field] });
  for (const detail of details) {
    const value = before.details[detail];
    if (value !== undefined) kept.details[detail] = value;
  }
  return kept;
}

/** @returns undefined if the object is gone. */
async function readPolicy(skc: Skc, reading: Reading, policy: PolicyReading): Promise<Skc | undefined> {
  try {
    const read = await factsOf(skc, policy);
    if (read === 'gone') return undefined;
    const { details, ...facts } = read;
    const isKnown = !Object.hasOwn(facts.unknown ?? {}, policy.mark);
    if (isKnown) reading.recheckAt(addDays(reading.now, READ_AGAIN_DAYS));
    return {
      ...skc,
      ...facts,
      details: { ...skc.details, ...details },
      unknown: { ...skc.unknown, ...facts.unknown },
      precise: isKnown ? { ...skc.precise, [policy.mark]: reading.now } : skc.precise,
    };
  } catch (error) {
    const { problem } = azureFailure(error, policy.permission);
    reading.problem({ ...problem, skcs: 1 });
    const why = `${problem.code} on ${problem.operation}`;
    return {
      ...skc,
      unknown: { ...skc.unknown, ...Object.fromEntries(policy.fields.map((field) => [field, why])) },
    };
  }
}

/** A policy that is not found: the object has none, or is gone since it was listed. Neither is a problem. */
async function factsOf(skc: Skc, policy: PolicyReading): Promise<Partial<Skc> | 'gone'> {
  try {
    return await policy.read(skc);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    return (await policy.isGone(skc)) ? 'gone' : policy.without;
  }
}
