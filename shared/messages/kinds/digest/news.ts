import { compareSeverity, type Finding, type Notified } from '../../../model/finding.ts';
import { isKnown } from '../../../model/fields.ts';
import type { NewsKind } from '../../../model/digest.ts';

export interface News {
  kind: NewsKind;
  finding: Finding;
  /** What was told before; none when it is told for the first time. */
  was: Notified | undefined;
}

/**
 * What a finding has to say to an audience that it was not told yet: `new` (also when it opened again, and when an
 * exclusion ended), `worse` (more severe), `rung` (a lower step of its ladder), `resolved`, `deleted`. Nothing for
 * what did not change, what was over before anybody heard of it, and what config excludes.
 */
export function newsOf(finding: Finding, audience: 'account' | 'organisation'): News | undefined {
  if (finding.excluded !== undefined) return undefined;
  const notified = finding.notified[audience];
  const kind = kindOf(finding, notified);
  return kind === undefined ? undefined : { kind, finding, was: notified };
}

const OVER = ['resolved', 'deleted'] as const;

function kindOf(finding: Finding, notified: Notified | undefined): NewsKind | undefined {
  if (notified === undefined || notified.state !== 'open')
    return finding.state === 'open' ? 'new' : undefined;
  // A state that only a newer version knows is its to announce.
  if (finding.state !== 'open') return isKnown(OVER, finding.state) ? finding.state : undefined;
  const base = restarted(finding, notified) ?? notified;
  if (compareSeverity(finding.severity, base.severity) > 0) return 'worse';
  if (finding.rung === undefined) return undefined;
  return base.rung === undefined || finding.rung < base.rung ? 'rung' : undefined;
}

/**
 * A new version of the SKC starts the ladder anew, on a higher rung than the one notified: from there each step down is
 * news again, though the one told last was lower still.
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
