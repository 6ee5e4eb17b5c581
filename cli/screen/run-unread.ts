import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { Scan, Target } from '../../shared/model/target.ts';
import { addVaultCoverage } from '../../shared/model/vaults.ts';
import type { Terminal } from './terminal.ts';
import { unknownLine } from './unknown-verdicts.ts';
import { cutToPage, PAGE_WIDTH } from './width.ts';
import { counted, shortType } from './words.ts';

export interface UnreadTarget {
  target: Target;
  /** Undefined if there was no scan. */
  scan?: Scan | undefined;
  /** The reason in the configuration to expect it. */
  accepted?: string | undefined;
  /** It holds nothing: its cloud made the account itself, and the API is off. */
  systemMade?: boolean | undefined;
}

/** What was not read, and why: two lines at most beside the count. */
export function unreadLines(
  { unread, accounts }: { unread: readonly UnreadTarget[]; accounts: readonly ListedAccount[] },
  nameOf: (key: AccountKey) => string,
  colours: Terminal['colours'],
): string[] {
  const targets = unread.filter(({ systemMade }) => systemMade !== true);
  const apart = systemMadeLine(unread);
  const planned = accounts.reduce((sum, { targetCount }) => sum + targetCount, 0) - apart.targets;
  const problems = accounts.flatMap((account) => account.problems.map((problem) => ({ account, problem })));
  const blocks = [
    ...problems.map(
      ({ account, problem }) => `${nameOf(account.key)}: ${problem.code} at ${problem.operation}`,
    ),
    ...awaiting(targets),
    ...grouped(
      targets.filter((each) => !isAwaiting(each)),
      nameOf,
    ),
  ];
  const unknown = unknownLine(accounts);
  const unjudged = unknown === undefined ? [] : [colours.yellow(cutToPage(unknown))];
  if (targets.length === 0 && blocks.length === 0)
    return unknown === undefined
      ? ['', `Everything was read: ${counted(planned, 'target')}`, ...apart.lines]
      : ['', `Every list was read: ${counted(planned, 'target')}`, ...apart.lines, ...unjudged];
  const more = blocks.length - 2;
  const vaults = accounts.reduce(
    (sum, { standing }) => (standing === undefined ? sum : addVaultCoverage(sum, standing.vaults)),
    { planned: 0, unreachable: 0 },
  );
  const closed =
    vaults.unreachable === 0
      ? ''
      : `; ${vaults.unreachable} of ${counted(vaults.planned, 'vault')} unreachable`;
  return [
    '',
    colours.yellow(
      `Not read: ${targets.length} of ${counted(planned, 'target')}${closed}${more > 0 ? `, see skc targets` : ''}`,
    ),
    ...blocks.slice(0, 2).map((line) => cutToPage(`  ${sanitize(line, PAGE_WIDTH)}`)),
    ...apart.lines,
    ...unjudged,
  ];
}

/** One line for all targets that hold nothing, in accounts that the cloud made itself. */
function systemMadeLine(unread: readonly UnreadTarget[]): { targets: number; lines: string[] } {
  const apart = unread.filter(({ systemMade }) => systemMade === true);
  const projects = new Set(apart.map(({ target }) => target.account)).size;
  const lines =
    projects === 0 ? [] : [`${counted(projects, 'project')} made by Apps Script without these APIs`];
  return { targets: apart.length, lines };
}

function isAwaiting({ scan, accepted }: UnreadTarget): boolean {
  return scan?.awaiting !== undefined && accepted === undefined;
}

/** One line for all targets whose reading role has not been updated for this release. */
function awaiting(targets: readonly UnreadTarget[]): string[] {
  const waiting = targets.filter(isAwaiting);
  if (waiting.length === 0) return [];
  const permissions = new Set(waiting.flatMap(({ scan }) => scan?.awaiting ?? []));
  return [
    `${counted(waiting.length, 'target')} wait for an update of the reading role: skc doctor (${[...permissions].toSorted().join(', ')})`,
  ];
}

/** One line for all targets of an account that could not be read for the same reason. */
function grouped(targets: readonly UnreadTarget[], nameOf: (key: AccountKey) => string): string[] {
  const groups = new Map<string, UnreadTarget[]>();
  for (const each of targets) {
    const key = `${each.target.account} ${each.scan?.outcome ?? 'never came'} ${each.scan?.problems[0]?.code ?? ''} ${each.accepted ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const problem = first.scan?.problems[0];
    const what =
      group.length === 1
        ? `${first.target.location} ${shortType(first.target.source)}`
        : counted(group.length, 'target');
    const grant = problem?.missingPermission === undefined ? '' : `, grant ${problem.missingPermission}`;
    const why = problem === undefined ? '' : ` (${problem.code} at ${problem.operation}${grant})`;
    const expected = first.accepted === undefined ? '' : `; expected: ${first.accepted}`;
    return [`${nameOf(first.target.account)}, ${what}: ${first.scan?.outcome ?? 'no scan'}${why}${expected}`];
  });
}
