import { compareSeverity } from '../../../model/finding.ts';
import type { Instant } from '../../../model/instant.ts';
import type { Digest, DigestEntry, RollUp } from './content.ts';
import { urgencyGroup } from '../../../rules/order.ts';

export const SECTIONS = ['ACT NOW', 'NEXT', 'LONG OVER OR UNUSED', 'MEDIUM AND LOW', 'RESOLVED'] as const;
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
 * lines and their order, and every channel shows all of them; only of a digest of an older release some may be left
 * over.
 * @returns the sections that have lines, and how many findings of the digest have no line.
 */
export function layOut(digest: Digest): { sections: Section[]; more: number } {
  const now = digest.run.now;
  const sections = SECTIONS.map((title): Section => ({ title, lines: [] }));
  for (const entry of digest.entries) {
    if (!entry.rolledUp) put(sections, sectionOf(entry, now), { of: 'entry', entry });
  }
  for (const rollUp of digest.rollUps)
    put(sections, sectionOf({ ...rollUp, dueAt: rollUp.worst?.dueAt ?? rollUp.dueAt }, now), {
      of: 'roll-up',
      rollUp,
    });
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

/**
 * `ACT NOW`: what is critical and can still be saved, and what is critical or high and an outage now or ends within 24
 * hours. `NEXT`: what else is high and can still be saved.
 */
function sectionOf(
  line: Pick<DigestEntry, 'state' | 'rule' | 'severity' | 'dueAt' | 'inUse'>,
  now: Instant,
): SectionTitle {
  if (line.state !== 'open') return 'RESOLVED';
  if (compareSeverity(line.severity, 'high') < 0) return 'MEDIUM AND LOW';
  const group = urgencyGroup(line, now);
  if (group === 'over' || line.inUse === false) return 'LONG OVER OR UNUSED';
  return group === 'now' || line.severity === 'critical' ? 'ACT NOW' : 'NEXT';
}
