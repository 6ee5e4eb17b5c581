import {
  isHealthy,
  type AccountCheck,
  type Check,
  type DoctorReport,
  type Lack,
} from '../../doctor/report.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import { accountIdOf } from '../../shared/model/target.ts';
import type { Terminal } from './terminal.ts';
import { counted, shortType } from './words.ts';

type Colours = Terminal['colours'];

/** The doctor's report: a block per account, everything with the same next step together. */
export function renderDoctorReport(report: DoctorReport, colours: Colours): string {
  const lines = [
    colours.bold(`Signed in as ${sanitize(report.by, 150)}`),
    '',
    ...report.accounts.flatMap((account) => accountBlock(account, colours)),
    ...(report.accounts.length === 0 ? [] : ['']),
    ...report.checks.flatMap((check) => checkBlock(check, colours)),
    '',
    isHealthy(report)
      ? colours.green('Everything checked is in order.')
      : colours.red('Action needed: the entries marked above stop something from being read or delivered.'),
    '',
  ];
  return lines.join('\n');
}

function accountBlock({ account, name, lacks, sources }: AccountCheck, colours: Colours): string[] {
  const all = [
    ...lacks.map((lack) => ({ lack, source: undefined })),
    ...sources.flatMap(({ source, lacks: own }) => own.map((lack) => ({ lack, source }))),
  ];
  const head = `${shownName(name, 40)} (${accountIdOf(account)})`;
  if (all.length === 0) {
    const untried = [...new Set(sources.flatMap((source) => source.untried))];
    const beside =
      untried.length === 0 ? '' : colours.dim(`; not tried, nothing to try it on: ${untried.join(', ')}`);
    return [`${colours.green(mark('granted'))}${head}: ${counted(sources.length, 'source')}${beside}`];
  }
  const granted = sources.filter((source) => source.lacks.length === 0 && source.granted.length > 0);
  return [
    `${worst(
      all.map(({ lack }) => lack),
      colours,
    )}${head}`,
    ...(granted.length === 0
      ? []
      : [`         granted: ${granted.map(({ source }) => shortType(source)).join(', ')}`]),
    ...[...Map.groupBy(all, nextStepOf)].flatMap(([nextStep, group]) => [
      ...lackLines(group),
      ...nextStepLines(nextStep),
    ]),
  ];
}

/** What the configuration expects needs no action. */
function nextStepOf({ lack }: OfSource): string {
  return lack.accepted === undefined ? lack.nextStep : `expected: ${lack.accepted}`;
}

function worst(lacks: readonly Lack[], colours: Colours): string {
  const unexpected = lacks.filter(({ accepted }) => accepted === undefined);
  if (unexpected.length === 0) return colours.yellow(mark('expected'));
  const state = (['denied', 'missing', 'failed'] as const).find((each) =>
    unexpected.some((lack) => lack.state === each),
  );
  return colours.red(mark(state ?? 'failed'));
}

function mark(word: string): string {
  return word.padEnd(9);
}

interface OfSource {
  lack: Lack;
  source: string | undefined;
}

/** One line for the same lack in many places, with the message of the first. */
function lackLines(group: readonly OfSource[]): string[] {
  const alike = Map.groupBy(group, ({ lack, source }) => `${lack.state} ${lack.permission} ${source ?? ''}`);
  return [...alike.values()].flatMap((each) => {
    const [first] = each;
    if (first === undefined) return [];
    const { state, permission, because } = first.lack;
    const places = new Set(each.flatMap(({ lack }) => lack.location ?? []));
    const where = [
      ...(first.source === undefined ? [] : [shortType(first.source)]),
      ...(places.size === 0 ? [] : [namedPlaces([...places])]),
    ];
    const place = where.length === 0 ? '' : ` (${where.join(', ')})`;
    return [`         ${state} ${permission}${place}: ${sanitize(because, 200)}`];
  });
}

const PLACES_NAMED = 5;

function namedPlaces(places: readonly string[]): string {
  const shown = places.length <= PLACES_NAMED + 1 ? places : places.slice(0, PLACES_NAMED);
  const rest = places.length - shown.length;
  const names = shown.map((place) => sanitize(place, 60)).join(', ');
  return rest === 0 ? names : `${names} and ${rest} more`;
}

const LONGEST_COMMAND = 4000;

/** Commands are never truncated: half a command does something else. */
function nextStepLines(nextStep: string): string[] {
  const lines = nextStep.split('\n').filter((line) => line.trim() !== '');
  return lines.map(
    (line, index) =>
      `         ${index === 0 ? '→' : ' '} ${line.startsWith('  ') ? '  ' : ''}${sanitize(line, LONGEST_COMMAND)}`,
  );
}

const TITLES: Readonly<Partial<Record<Check['about'], string>>> = {
  azure: 'connecting Azure',
  gcp: 'connecting Google Cloud',
};

const MARKS = { fine: 'ok', waiting: 'waiting', wrong: 'wrong', unasked: '-' } as const;

function checkBlock({ about, subject, state, says, nextStep }: Check, colours: Colours): string[] {
  const colour =
    state === 'fine'
      ? colours.green
      : state === 'wrong'
        ? colours.red
        : state === 'waiting'
          ? colours.yellow
          : colours.dim;
  const title = subject === about ? about : `${TITLES[about] ?? about}, ${sanitize(subject, 60)}`;
  return [`${colour(mark(MARKS[state]))}${title}: ${sanitize(says, 500)}`, ...nextStepLines(nextStep ?? '')];
}
