import { daysBetween, type Instant } from '../../../model/instant.ts';
import { compareSeverity } from '../../../model/finding.ts';
import { isListedFirst, ruleOf } from '../../../rules/registry.ts';
import type { Digest, DigestEntry, RollUp } from './content.ts';

export const SECTIONS = ['ACT NOW', 'DUE IN 30 DAYS', 'OVERDUE ROTATION', 'OTHER NEWS', 'RESOLVED'] as const;
export type SectionTitle = (typeof SECTIONS)[number];

export type Line = { of: 'entry'; entry: DigestEntry } | { of: 'roll-up'; rollUp: RollUp };

export interface Section {
  title: SectionTitle;
  lines: Line[];
}

/** Digests of older releases may have more. */
const MOST_LINES = 25;

/**
 * Lays a digest out for people: its lines by section. Roll-ups take the place of what they count. Composing chose the
 * lines, and every channel shows all of them; only of a digest of an older release some may be left over.
 * In a digest of an address that answers for several accounts, the lines of an account are together in each section.
 * @returns the sections that have lines, and how many findings of the digest have no line.
 */
export function layOut(digest: Digest): { sections: Section[]; more: number } {
  const now = digest.run.now;
  const sections = SECTIONS.map((title): Section => ({ title, lines: [] }));
  for (const entry of digest.entries) {
    if (!entry.rolledUp) put(sections, sectionOf(entry, now), { of: 'entry', entry });
  }
  for (const rollUp of digest.rollUps) put(sections, sectionOf(rollUp, now), { of: 'roll-up', rollUp });
  if (digest.audience.startsWith('contact#'))
    for (const section of sections) section.lines = byAccount(section.lines);
  let left = MOST_LINES;
  let shown = 0;
  for (const section of sections) {
    section.lines = section.lines.slice(0, left);
    left -= section.lines.length;
    for (const line of section.lines) shown += line.of === 'entry' ? 1 : line.rollUp.count;
  }
  const { news } = digest;
  const total = news.new + news.worse + news.rung + news.resolved + news.deleted + news.unchanged;
  return {
    sections: sections.filter((section) => section.lines.length > 0),
    more: Math.max(0, total - shown),
  };
}

function put(sections: readonly Section[], title: SectionTitle, line: Line): void {
  sections.find((section) => section.title === title)?.lines.push(line);
}

/** Accounts in the order of their most urgent lines. */
function byAccount(lines: readonly Line[]): Line[] {
  const accounts = new Map<string, Line[]>();
  for (const line of lines) {
    const { account } = line.of === 'entry' ? line.entry : line.rollUp;
    accounts.set(account, [...(accounts.get(account) ?? []), line]);
  }
  return [...accounts.values()].flat();
}

function sectionOf(
  line: Pick<DigestEntry, 'state' | 'rule' | 'severity' | 'dueAt'>,
  now: Instant,
): SectionTitle {
  if (line.state !== 'open') return 'RESOLVED';
  if (isListedFirst(line) || compareSeverity(line.severity, 'critical') === 0) return 'ACT NOW';
  if (ruleOf(line)?.reportsMissedRotation === true) return 'OVERDUE ROTATION';
  const days = daysBetween(now, line.dueAt);
  return days >= 0 && days <= 30 ? 'DUE IN 30 DAYS' : 'OTHER NEWS';
}
