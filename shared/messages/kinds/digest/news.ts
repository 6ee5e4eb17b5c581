import {
  compareSeverity,
  FINDING_STATES,
  SUBJECT_KINDS,
  type Finding,
  type Notified,
} from '../../../model/finding.ts';
import { isKnown } from '../../../model/fields.ts';
import { RULE_IDS } from '../../../rules/registry.ts';
import type { Instant } from '../../../model/instant.ts';
import type { NewsKind } from './content.ts';
import { isNamedAgain } from './repeats.ts';

export interface News {
  kind: NewsKind;
  finding: Finding;
  /** What the last message said; none when the finding was in no message before. */
  was: Notified | undefined;
  /** The finding on the same SKC whose place it took, where a message named that one. */
  replaces?: Pick<Finding, 'rule' | 'openedAt'> | undefined;
}

/**
 * Parts findings into what is news to an audience and what stays open without any, and counts the open ones that only
 * a newer version understands.
 * @param key The audience's {@link notifiedKey}.
 */
export function sift(
  findings: readonly Finding[],
  key: string,
  now: Instant,
): { news: News[]; silent: Finding[]; fromNewerVersion: number } {
  const news: News[] = [];
  const silent: Finding[] = [];
  const placeOf = placesTaken(findings, key);
  let fromNewerVersion = 0;
  for (const finding of findings) {
    const open = finding.state === 'open' && finding.excluded === undefined;
    if (isFromNewerVersion(finding)) {
      if (!isKnown(CLOSED, finding.state)) fromNewerVersion += 1;
      continue;
    }
    const each = newsOf(finding, key, now);
    if (each !== undefined)
      news.push({ ...each, replaces: each.was === undefined ? placeOf(finding) : undefined });
    else if (open) silent.push(finding);
  }
  return { news, silent, fromNewerVersion };
}

/** The finding whose place another took after a message had named it, by the one that took it. */
function placesTaken(findings: readonly Finding[], key: string): (by: Finding) => News['replaces'] {
  const places = new Map<string, NonNullable<News['replaces']>>();
  for (const { subject, rule, replacedBy, notified, openedAt } of findings) {
    if (replacedBy !== undefined && notified[key]?.state === 'open')
      places.set(`${replacedBy} ${subject.id}`, { rule, openedAt });
  }
  return ({ rule, subject, state }) => (state === 'open' ? places.get(`${rule} ${subject.id}`) : undefined);
}

/** Whether the rule, the state or the kind of subject is unknown to this version. */
export function isFromNewerVersion({ rule, state, subject }: Finding): boolean {
  return !isKnown(RULE_IDS, rule) || !isKnown(FINDING_STATES, state) || !isKnown(SUBJECT_KINDS, subject.kind);
}

/**
 * What a finding has to say to an audience that no message said yet: `new` (also when it opened again, and when an
 * exclusion ended), `worse` (more severe), `rung` (a lower step of its ladder), `resolved`, `deleted`, `unchanged` (named
 * again, see {@link isNamedAgain}). Nothing for what did not change since, what closed before any message named it, what
 * another finding replaced, and what config excludes.
 * @param key The audience's {@link notifiedKey}.
 */
export function newsOf(finding: Finding, key: string, now: Instant): News | undefined {
  if (finding.excluded !== undefined) return undefined;
  const notified = finding.notified[key];
  const kind = kindOf(finding, notified, now);
  return kind === undefined ? undefined : { kind, finding, was: notified };
}

const CLOSED = ['resolved', 'deleted'] as const;

function kindOf(finding: Finding, notified: Notified | undefined, now: Instant): NewsKind | undefined {
  if (notified === undefined || notified.state !== 'open')
    return finding.state === 'open' ? 'new' : undefined;
  if (finding.state !== 'open') {
    // The line moved: the finding that took its place is named, now and at its end.
    if (finding.replacedBy !== undefined) return undefined;
    return isKnown(CLOSED, finding.state) ? finding.state : undefined;
  }
  const base = restarted(finding, notified) ?? notified;
  if (compareSeverity(finding.severity, base.severity) > 0) return 'worse';
  if (isNextRung(finding.rung, base.rung)) return 'rung';
  return isNamedAgain(finding, notified, now) ? 'unchanged' : undefined;
}

/** From a week after the end on, only {@link isNamedAgain} repeats: each SKC has its own weekday, which is a message a day. */
const LAST_RUNG = -7;

function isNextRung(rung: number | undefined, before: number | undefined): boolean {
  return rung !== undefined && rung >= LAST_RUNG && (before === undefined || rung < before);
}

/**
 * A new version of the SKC restarts the ladder on a higher rung than the one notified: from there each step down is
 * news again, though the last message named a lower one.
 */
function restarted(finding: Finding, notified: Notified): Finding['history'][number] | undefined {
  const { rung } = notified;
  if (rung === undefined) return undefined;
  let highest: Finding['history'][number] | undefined;
  for (const entry of finding.history) {
    if (entry.at <= notified.at || entry.state !== 'open' || entry.rung === undefined) continue;
    if (entry.rung > (highest?.rung ?? rung)) highest = entry;
  }
  return highest;
}
