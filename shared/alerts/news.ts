import { compareSeverity, type Finding, type Told } from '../model/finding.ts';
import type { NewsKind } from '../model/digest.ts';

export interface News {
  kind: NewsKind;
  finding: Finding;
  /** What was told before; none when it is told for the first time. */
  was: Told | undefined;
}

/**
 * What a finding has to say to an audience that it was not told yet: `new` (also when it opened again, and when an
 * exclusion ended), `worse` (more severe), `rung` (a lower step of its ladder), `resolved`, `deleted`. Nothing for
 * what did not change, what was over before anybody heard of it, and what config excludes.
 */
export function newsOf(finding: Finding, audience: 'account' | 'organisation'): News | undefined {
  if (finding.excluded !== undefined) return undefined;
  const told = finding.told[audience];
  const kind = kindOf(finding, told);
  return kind === undefined ? undefined : { kind, finding, was: told };
}

function kindOf(finding: Finding, told: Told | undefined): NewsKind | undefined {
  if (told === undefined || told.state !== 'open') return finding.state === 'open' ? 'new' : undefined;
  if (finding.state !== 'open') return finding.state;
  const base = restarted(finding, told) ?? told;
  if (compareSeverity(finding.severity, base.severity) > 0) return 'worse';
  if (finding.rung === undefined) return undefined;
  return base.rung === undefined || finding.rung < base.rung ? 'rung' : undefined;
}

/**
 * A new version of the SKC starts the ladder anew, on a higher rung than the one told: from there each step down is
 * news again, though the one told last was lower still.
 */
function restarted(finding: Finding, told: Told): Finding['history'][number] | undefined {
  const { rung } = told;
  if (rung === undefined) return undefined;
  let highest: Finding['history'][number] | undefined;
  for (const entry of finding.history) {
    if (entry.at <= told.at || entry.state !== 'open' || entry.rung === undefined) continue;
    if (entry.rung > (highest?.rung ?? rung)) highest = entry;
  }
  return highest;
}
