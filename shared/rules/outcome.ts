import { addDays, instant, type Instant } from '../model/instant.ts';
import type { RuleId } from '../model/finding.ts';
import type { Skc, SkcField, StoredSkc } from '../model/skc.ts';
import { sanitize } from '../model/sanitize.ts';
import type { Context, NotApplicable, Outcome, Passes, Unknown } from './contract.ts';

/** An SKC as a reading gives it, or as the inventory stores it: then also with the dates when it was first seen and last changed. */
export type JudgedSkc = Skc & Partial<Pick<StoredSkc, 'absentAt' | 'changedAt' | 'discoveredAt'>>;

export function passes(restsOn: readonly SkcField[], failsAt?: Instant): Passes {
  return { verdict: 'passes', failsAt, restsOn };
}

export function notApplicable(because: string): NotApplicable {
  return { verdict: 'not applicable', because };
}

/** Another rule reports the same SKC in place of this one. */
export function insteadBy(rule: RuleId, because = `See rule \`${rule}\`.`): NotApplicable {
  return { verdict: 'not applicable', because, insteadBy: rule };
}

export function unknown(missing: readonly SkcField[], because: string): Unknown {
  return { verdict: 'unknown', because, missing };
}

/** What `judge` says, or `unknown` if it throws: one rule that is wrong stops no other, and no other SKC. */
export function outcomeOf(judge: () => Outcome): Outcome {
  try {
    return judge();
  } catch (error) {
    const thrown = sanitize(error instanceof Error ? `${error.name}: ${error.message}` : String(error), 200);
    return { ...unknown([], `The rule could not be evaluated: ${thrown}`), thrown };
  }
}

/** `unknown` naming those of `fields` that could not be read; undefined when all could. */
export function unread(skc: Skc, fields: readonly SkcField[]): Unknown | undefined {
  const missing = fields.filter((field) => isUnread(skc, field));
  if (missing.length === 0) return undefined;
  return unknown(missing, `${missing.join(', ')} could not be read.`);
}

/** For sentences: that a newer one has already replaced it. */
export function beside(skc: Skc): string {
  return skc.supersededBy === undefined ? '' : '; a newer one is already valid';
}

/** For sentences: that a person wrote the end into a tag. */
export function byTag(skc: Skc): string {
  return skc.expiresAtFrom === 'tag' ? ' (from a tag)' : '';
}

export function isUnread(skc: Skc, field: SkcField): boolean {
  return Object.hasOwn(skc.unknown, field);
}

/** `from` moved by days, within the years that an instant can represent: no date makes a rule throw. */
export function moved(from: Instant, days: number): Instant {
  const year = Number(from.slice(0, 4)) + days / 365;
  if (year >= 9998) return '9999-12-31T23:59:59Z';
  if (year < 3) return '0001-01-01T00:00:00Z';
  return addDays(from, days);
}

/** The first instant after `limit`: limits are passed strictly, and instants are whole seconds. */
export function secondAfter(limit: Instant): Instant {
  if (limit >= '9999-12-31T23:59:59Z') return limit;
  return instant(Date.parse(limit) + 1000);
}

/**
 * Since when a permanent fact (no rotation, weak key) is known to be true: since the SKC was created, else since it was
 * first seen, which is then not the day on which it began. The date is the same in every run, so a finding that depends
 * on it does not change.
 */
export function trueSince(
  skc: JudgedSkc,
  context: Pick<Context, 'now'>,
): { dueAt: Instant; dayUnknown?: true } {
  const createdAt = skc.createdAt ?? skc.versionCreatedAt;
  if (createdAt !== undefined) return { dueAt: createdAt };
  return { dueAt: skc.discoveredAt ?? context.now, dayUnknown: true };
}

/**
 * The date of a state whose beginning the cloud does not give: when a run first saw the SKC so, marked as such, since
 * nobody may take it for the day on which it began.
 */
export function firstSeen(
  skc: JudgedSkc,
  context: Pick<Context, 'now'>,
): { dueAt: Instant; dayUnknown: true } {
  return { dueAt: skc.changedAt ?? skc.discoveredAt ?? context.now, dayUnknown: true };
}

/** `2026-11-21`, for sentences. */
export function day(at: Instant): string {
  return at.slice(0, 10);
}
