import type { Outline } from '../contract.ts';
import type { Digest } from './content.ts';
import { layOut, type Line } from './sections.ts';
import { inFullWords } from '../../../rules/wording.ts';
import { headlineOf } from './subject.ts';
import {
  accountInWords,
  awaitingInWords,
  countsInWords,
  coverageInWords,
  fromNewerVersionInWords,
  gapsInWords,
  leftOutInWords,
  membersInWords,
  newlyExcludedInWords,
  newsInWords,
  notComparedInWords,
  ownerInWords,
  postponedInWords,
  rollUpCommand,
  typeOf,
  unknownInWords,
} from './words.ts';

/** A digest for channels that it has no renderer for. */
export function digestOutline(digest: Digest): Outline {
  const { sections, more } = layOut(digest);
  const still = countsInWords(digest.stillOpen);
  const paragraphs = [
    [
      coverageInWords(digest.coverage),
      ...awaitingInWords(digest),
      ...leftOutInWords(digest),
      ...newlyExcludedInWords(digest),
      ...gapsInWords(digest),
      ...unknownInWords(digest.unknown),
    ].join(' '),
    ...[postponedInWords(digest)].filter((each) => each !== undefined),
    ...(more > 0 ? [`+${more} more, not listed here.`] : []),
    ...(still === '' ? [] : [`Still open, already reported: ${still}.`]),
    ...(digest.notCompared === undefined ? [] : [notComparedInWords(digest.notCompared)]),
    ...(digest.fromNewerVersion > 0 ? [fromNewerVersionInWords(digest.fromNewerVersion)] : []),
  ];
  return {
    id: digest.id,
    title: headlineOf(digest),
    thread: digest.audience,
    paragraphs,
    sections: sections.map(({ title, lines }) => ({
      title,
      lines: lines.map((line) => lineInWords(line, digest)),
    })),
    nextSteps: digest.entries
      .filter(({ state, rolledUp }) => state === 'open' && !rolledUp)
      .slice(0, 3)
      .map(({ subject, action }) => `${subject.name || subject.id}: ${action}`),
    link: digest.link,
    context: { digest: digest.id, severity: digest.severity, run: digest.run.now },
  };
}

function lineInWords(line: Line, digest: Digest): string {
  if (line.of === 'roll-up') {
    const { rollUp } = line;
    const { worst, rule, rules } = rollUp;
    const what = rules === undefined ? `${rule}: ` : '';
    const named = worst === undefined ? '' : `, worst ${worst.name} (${worst.severity})`;
    const where = rollUp.accounts === undefined ? ` in ${accountInWords(rollUp, digest)}` : '';
    return `${what}${membersInWords(rollUp)}${where}${named}; ${rollUpCommand(digest, rollUp)}`;
  }
  const { entry } = line;
  const { subject, severity, use } = entry;
  const where = [typeOf(entry), subject.location, accountInWords(entry, digest)];
  const beside = [where.filter((each) => each !== undefined).join(', '), use, ownerInWords(entry)].filter(
    (each) => each !== undefined,
  );
  return `${severity}: ${subject.name || subject.id} ${inFullWords(entry, digest.run.now)} (${newsInWords(entry)}; ${beside.join('; ')}) ${entry.because}`;
}
