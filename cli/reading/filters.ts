import * as z from 'zod';
import { CLOUDS, type Account } from '../../shared/model/account.ts';
import { compareSeverity, SEVERITIES, type Finding, type Severity } from '../../shared/model/finding.ts';
import { addDays, isInstant, type Instant } from '../../shared/model/instant.ts';
import { MARK_KINDS, type Mark } from '../../shared/model/mark.ts';
import { ATTRIBUTES, KINDS, type Attribute, type Skc, type StoredSkc } from '../../shared/model/skc.ts';
import { dueOf } from './due.ts';
import { RULE_IDS } from '../../shared/rules/registry.ts';
import { optionName } from '../program/global-options.ts';

/** Not `z.coerce`, which turns an empty text into 0. */
const whole = (least: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'expected a whole number')
    .transform(Number)
    .refine((value) => value >= least, `expected at least ${least}`);

/** The filters of `list` and `findings`, as typed. All given filters must match. */
export const filtersSchema = z.object({
  cloud: z.enum(CLOUDS).optional(),
  /** Id, key (`aws#123456789012`) or name. */
  account: z.string().optional(),
  kind: z.enum(KINDS).optional(),
  /** `aws.kms-key` or `kms-key`. */
  type: z.string().optional(),
  location: z.string().optional(),
  rule: z.enum(RULE_IDS).optional(),
  /** At or above. */
  severity: z.enum(SEVERITIES).optional(),
  /** Expiry, rotation or deletion within so many days, or past. */
  due: whole(0).optional(),
  /** Anywhere in name, id or tags, in any case. */
  text: z.string().optional(),
  /** In any case, whole. */
  owner: z.string().optional(),
  criticality: z.string().optional(),
  environment: z.string().optional(),
  /** Of an SKC that has a mark of this kind. */
  marked: z.enum(MARK_KINDS).optional(),
  /** With an open finding that is excluded. */
  excluded: z.boolean().optional(),
  /** Also what is known of accounts that no run reads any more. */
  leftOut: z.boolean().optional(),
  limit: whole(1).optional(),
  now: z
    .string()
    .transform((value, context): Instant => {
      const text = /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value;
      if (isInstant(text)) return text;
      context.addIssue({
        code: 'custom',
        message: 'expected a day like 2027-03-01, or a time like 2027-03-01T06:00:00Z',
      });
      return z.NEVER;
    })
    .optional(),
});
export type Filters = z.output<typeof filtersSchema>;

export function matchesAccount(filters: Filters, account: Account): boolean {
  if (filters.cloud !== undefined && filters.cloud !== account.cloud) return false;
  if (filters.account === undefined) return true;
  const wanted = filters.account.toLowerCase();
  return [account.id, account.key, account.name].some((each) => each.toLowerCase() === wanted);
}

/** @param open the SKC's open findings, for the filters by rule and severity. */
export function matchesSkc(
  filters: Filters,
  skc: StoredSkc,
  open: readonly Pick<Finding, 'rule' | 'severity' | 'dueAt' | 'excluded'>[],
  now: Instant,
): boolean {
  if (filters.kind !== undefined && filters.kind !== skc.kind) return false;
  if (!matchesType(filters.type, skc.type) || !matchesLocation(filters.location, skc.location)) return false;
  if (filters.due !== undefined && !isDue(dueOf(skc, open)?.at, filters.due, now)) return false;
  if (filters.text !== undefined && !mentions(filters.text, [skc.name, skc.id, ...tagTexts(skc.tags ?? {})]))
    return false;
  if (!matchesAttributes(filters, skc)) return false;
  if (filters.rule === undefined && filters.severity === undefined && filters.excluded !== true) return true;
  return open.some((finding) => matchesRule(filters, finding));
}

/** @param about what tags say of the SKC that the finding is about; nothing for accounts and targets. */
export function matchesFinding(filters: Filters, finding: Finding, about: FromTags, now: Instant): boolean {
  const { subject } = finding;
  if (filters.kind !== undefined && filters.kind !== subject.skcKind) return false;
  if (!matchesType(filters.type, subject.type) || !matchesLocation(filters.location, subject.location))
    return false;
  if (filters.due !== undefined && !isDue(finding.dueAt, filters.due, now)) return false;
  if (
    filters.text !== undefined &&
    !mentions(filters.text, [subject.name, subject.id, ...tagTexts(about.tags ?? {})])
  )
    return false;
  if (!matchesAttributes(filters, about)) return false;
  return matchesRule(filters, finding);
}

/** @param marks Those of the SKC that are in force. */
export function matchesMarks({ marked }: Filters, marks: readonly Pick<Mark, 'kind'>[]): boolean {
  return marked === undefined || marks.some(({ kind }) => kind === marked);
}

/** The filters as typed; empty when there are none. */
export function wordsOf(filters: Filters): string {
  const words = Object.entries(filters)
    .filter(([key, value]) => value !== undefined && key !== 'limit' && key !== 'leftOut')
    .map(([key, value]) => (value === true ? optionName(key) : `${optionName(key)} ${value}`));
  return words.join(' ');
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return compareSeverity(severity, least) >= 0;
}

/** What tags say of an SKC. */
export type FromTags = Pick<Skc, 'tags' | Attribute>;

/** Whether a filter looks at tags, so that an SKC whose tags were not read cannot be judged by it. */
export function asksForTags(filters: Filters): boolean {
  return ATTRIBUTES.some((attribute) => filters[attribute] !== undefined) || filters.text !== undefined;
}

/** The same filters without those that look at tags. */
export function withoutTagFilters(filters: Filters): Filters {
  const {
    text: _text,
    owner: _owner,
    criticality: _criticality,
    environment: _environment,
    ...rest
  } = filters;
  return rest;
}

function matchesAttributes(filters: Filters, skc: FromTags): boolean {
  return ATTRIBUTES.every(
    (attribute) =>
      filters[attribute] === undefined || filters[attribute].toLowerCase() === skc[attribute]?.toLowerCase(),
  );
}

function matchesRule(filters: Filters, finding: Pick<Finding, 'rule' | 'severity' | 'excluded'>): boolean {
  if (filters.excluded === true && finding.excluded === undefined) return false;
  if (filters.rule !== undefined && filters.rule !== finding.rule) return false;
  return filters.severity === undefined || isAtLeast(finding.severity, filters.severity);
}

function matchesType(wanted: string | undefined, type: string | undefined): boolean {
  if (wanted === undefined) return true;
  return type !== undefined && (type === wanted || type.slice(type.indexOf('.') + 1) === wanted);
}

function matchesLocation(wanted: string | undefined, location: string | undefined): boolean {
  return wanted === undefined || wanted === location;
}

/** What is overdue counts as due. */
function isDue(at: Instant | undefined, days: number, now: Instant): boolean {
  return at !== undefined && at <= addDays(now, days);
}

function mentions(text: string, places: readonly string[]): boolean {
  const wanted = text.toLowerCase();
  return places.some((place) => place.toLowerCase().includes(wanted));
}

function tagTexts(tags: Readonly<Record<string, string>>): string[] {
  return Object.entries(tags).flatMap(([key, value]) => [key, value, `${key}=${value}`]);
}
