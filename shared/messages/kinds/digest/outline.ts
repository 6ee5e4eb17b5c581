import type { Outline } from '../contract.ts';
import type { Digest } from './content.ts';
import { layOut, type Line } from './sections.ts';
import {
  audienceInWords,
  countsInWords,
  awaitingInWords,
  leftOutInWords,
  coverageInWords,
  fromNewerVersionInWords,
  newlyExcludedInWords,
  postponedInWords,
  rollUpCommand,
  newsInWords,
  notComparedInWords,
  ownerInWords,
  sinceOrUntil,
  typeOf,
  unreadInWords,
} from './words.ts';

/** A digest for channels that it has no renderer for. */
export function digestOutline(digest: Digest): Outline {
  const { sections, more } = layOut(digest);
  const still = countsInWords(digest.stillOpen);
  const paragraphs = [
    `Coverage: ${[coverageInWords(digest.coverage), ...awaitingInWords(digest), ...leftOutInWords(digest), ...newlyExcludedInWords(digest), ...digest.coverage.unread.map(unreadInWords)].join(' ')}`,
    ...[postponedInWords(digest)].filter((each) => each !== undefined),
    ...(more > 0 ? [`+${more} more, not listed here.`] : []),
    ...(still === '' ? [] : [`Still open, already reported: ${still}.`]),
    ...(digest.notCompared === undefined ? [] : [notComparedInWords(digest.notCompared)]),
    ...(digest.fromNewerVersion > 0 ? [fromNewerVersionInWords(digest.fromNewerVersion)] : []),
  ];
  return {
    id: digest.id,
    title: `SKC Watch: ${countsInWords(digest.open) || 'resolved'} | ${audienceInWords(digest)}`,
    thread: digest.audience,
    paragraphs,
    sections: sections.map(({ title, lines }) => ({
      title,
      lines: lines.map((line) => lineInWords(line, digest)),
    })),
    nextSteps: digest.entries
      .filter(({ state, rolledUp }) => state === 'open' && !rolledUp)
      .slice(0, 3)
      .map(({ action }) => action),
    link: digest.link,
    context: { digest: digest.id, severity: digest.severity, run: digest.run.now },
  };
}

function lineInWords(line: Line, digest: Digest): string {
  if (line.of === 'roll-up') {
    const { rule, count, kind, account, worst } = line.rollUp;
    const named = worst === undefined ? '' : `, worst ${worst.name} (${worst.severity})`;
    return `${rule}: ${count} ${kind ?? 'SKC'}s in ${account}${named}; ${rollUpCommand(digest, line.rollUp)}`;
  }
  const { entry } = line;
  const { subject, severity, rule } = entry;
  const when = sinceOrUntil(rule, digest.run.now, entry.dueAt);
  const where = [typeOf(entry), subject.location, entry.account].filter((each) => each !== undefined);
  const owner = ownerInWords(entry);
  const beside = `${where.join(' ')}${owner === undefined ? '' : `; ${owner}`}`;
  return `${severity} ${rule} ${when} (${newsInWords(entry)}): ${subject.name} (${beside}) ${entry.because}`;
}
