import {
  isHealthy,
  type AccountCheck,
  type Check,
  type DoctorReport,
  type Lack,
} from '../../doctor/report.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { accountIdOf } from '../../shared/model/target.ts';
import type { Terminal } from './terminal.ts';
import { counted, shortType } from './words.ts';

type Colours = Terminal['colours'];

/** What a doctor found, with the one thing that mends each: an account to a block, what lacks the same mend together. */
export function renderDoctorReport(report: DoctorReport, colours: Colours): string {
  const lines = [
    colours.bold(`Signed in as ${sanitize(report.by, 150)}`),
    '',
    ...report.accounts.flatMap((account) => accountBlock(account, colours)),
    ...(report.accounts.length === 0 ? [] : ['']),
    ...report.checks.flatMap((check) => checkBlock(check, colours)),
    '',
    isHealthy(report)
      ? colours.green('All is as it must be.')
      : colours.red(
          'Not all is as it must be: what is marked above keeps something from being read or told.',
        ),
    '',
  ];
  return lines.join('\n');
}

function accountBlock({ account, name, lacks, sources }: AccountCheck, colours: Colours): string[] {
  const all = [
    ...lacks.map((lack) => ({ lack, source: undefined })),
    ...sources.flatMap(({ source, lacks: own }) => own.map((lack) => ({ lack, source }))),
  ];
  const head = `${sanitize(name, 40)} (${accountIdOf(account)})`;
  if (all.length === 0) {
    const untried = [...new Set(sources.flatMap((source) => source.untried))];
    const beside = untried.length === 0 ? '' : colours.dim(`; nothing there to try ${untried.join(', ')} on`);
    return [`${colours.green('granted')}  ${head}: ${counted(sources.length, 'source')}${beside}`];
  }
  const granted = sources.filter((source) => source.lacks.length === 0 && source.granted.length > 0);
  return [
    `${worst(
      all.map(({ lack }) => lack),
      colours,
    )}  ${head}`,
    ...(granted.length === 0
      ? []
      : [`         granted: ${granted.map(({ source }) => shortType(source)).join(', ')}`]),
    ...[...Map.groupBy(all, ({ lack }) => lack.mend)].flatMap(([mend, group]) => [
      ...lackLines(group),
      ...mendLines(mend),
    ]),
  ];
}

function worst(lacks: readonly Lack[], colours: Colours): string {
  const state = (['denied', 'missing', 'failed'] as const).find((each) =>
    lacks.some((lack) => lack.state === each),
  );
  return colours.red((state ?? 'failed').padEnd(7));
}

interface OfSource {
  lack: Lack;
  source: string | undefined;
}

/** What is the same in many places stands in one line, with the words of the first. */
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

/** Commands are never cut short: half of one does something else. */
function mendLines(mend: string): string[] {
  const lines = mend.split('\n').filter((line) => line.trim() !== '');
  return lines.map(
    (line, index) =>
      `         ${index === 0 ? '→' : ' '} ${line.startsWith('  ') ? '  ' : ''}${sanitize(line, LONGEST_COMMAND)}`,
  );
}

const TITLES: Readonly<Partial<Record<Check['about'], string>>> = {
  azure: 'connecting Azure',
  gcp: 'connecting Google Cloud',
};

const MARKS = { fine: 'fine   ', waiting: 'waiting', wrong: 'wrong  ', unasked: '-      ' } as const;

function checkBlock({ about, subject, state, says, mend }: Check, colours: Colours): string[] {
  const colour =
    state === 'fine'
      ? colours.green
      : state === 'wrong'
        ? colours.red
        : state === 'waiting'
          ? colours.yellow
          : colours.dim;
  const title = subject === about ? about : `${TITLES[about] ?? about}, ${sanitize(subject, 60)}`;
  return [`${colour(MARKS[state])}  ${title}: ${sanitize(says, 500)}`, ...mendLines(mend ?? '')];
}
