import { isListedFirst } from '../../../rules/registry.ts';
import type { AccountLine, Digest, DigestEntry, RollUp } from './content.ts';
import { layOut, type Line, type Section, type SectionTitle } from './sections.ts';
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
  sinceOrUntil,
  minute,
  newsInWords,
  notComparedInWords,
  ownerInWords,
  shortList,
  SHORT,
  typeOf,
  unreadInWords,
} from './words.ts';
import { column, plain, plainName, widthOf, wrap } from '../../channels/text-layout.ts';

const WIDTH = 78;
const RULE = '-'.repeat(72);
const ACCOUNT_LINES = 25;
const BODY = ' '.repeat(8);
const DO = '    do: ';
const ALL = '   all: ';
const NOT_NOTIFIED: Record<string, string> = { filtered: 'filter policies drop its message' };

/** A digest as the plain text of an e-mail. No line is wider than 78 columns. */
export function digestMail(digest: Digest): string {
  const { sections, more } = layOut(digest);
  const lines = [...head(digest), ...coverage(digest)];
  let number = 0;
  for (const section of sections) {
    lines.push('', headline(section, digest));
    for (const line of section.lines) {
      number += 1;
      lines.push(...renderLine(line, number, section.title, digest));
    }
  }
  if (more > 0)
    lines.push('', `+${more} more, not listed here.${digest.link === undefined ? '' : ' See the report.'}`);
  const postponed = postponedInWords(digest);
  if (postponed !== undefined) lines.push('', ...wrap(postponed, '', WIDTH));
  return [...lines, ...accounts(digest), ...foot(digest), ''].join('\n');
}

function head(digest: Digest): string[] {
  const who = plainName(audienceInWords(digest), 120);
  const lines = hanging(`You are a security contact of ${who}.`);
  if (digest.contacts.length > 0)
    lines.push(...hanging(`Sent to: ${shortList(digest.contacts.map(contactName), 3)}`));
  if (digest.first)
    lines.push(
      ...wrap(
        'This is the first message: it begins with everything that is open. Later ones name what is new, more severe, due soon or resolved, and repeat what stays critical or high.',
        '',
        WIDTH,
      ),
    );
  if (digest.accounts?.some((account) => account.notNotified !== undefined) === true)
    lines.push(
      ...wrap(
        'Contacts of some accounts below were not notified: their findings are sent to you alone.',
        '',
        WIDTH,
      ),
    );
  if (digest.entries.some(({ escalated }) => escalated === true))
    lines.push(
      ...wrap(
        'What is marked as escalated was sent to the contacts of its account and has been open for long.',
        '',
        WIDTH,
      ),
    );
  return lines;
}

/** The addresses that the message is sent to are its own; names of contacts may come from a cloud. */
function contactName(contact: string): string {
  return MAILBOX.test(contact) ? contact : plainName(contact, 80);
}

const MAILBOX = /^[\w.+-]{1,64}@[\w.-]{1,100}$/;

/** Continued lines are indented, so that no name can pass for a line of its own. */
function hanging(text: string): string[] {
  return wrap(text, '', WIDTH - 4).map((line, index) => (index === 0 ? line : `    ${line}`));
}

function coverage(digest: Digest): string[] {
  const lines = [`Run ${minute(digest.run.now)}. Coverage: ${coverageInWords(digest.coverage)}`];
  for (const line of [...awaitingInWords(digest), ...leftOutInWords(digest), ...newlyExcludedInWords(digest)])
    lines.push(...wrap(plain(line, 400), '  ', WIDTH));
  for (const unread of digest.coverage.unread) {
    const account = digest.account === undefined ? `${unread.account.replace(/^\w+#/, '')}: ` : '';
    lines.push(...wrap(plain(account + unreadInWords(unread), 400), '  ', WIDTH));
  }
  return lines;
}

function headline(section: Section, digest: Digest): string {
  if (section.title !== 'RESOLVED') return section.title;
  if (digest.news.deleted === 0) return section.title;
  return digest.news.resolved === 0 ? 'DELETED' : 'RESOLVED AND DELETED';
}

function renderLine(line: Line, number: number, title: SectionTitle, digest: Digest): string[] {
  const lead = `${number}`.padStart(2);
  return line.of === 'entry'
    ? renderEntry(line.entry, lead, title, digest)
    : renderRollUp(line.rollUp, lead, digest);
}

function renderEntry(entry: DigestEntry, lead: string, title: SectionTitle, digest: Digest): string[] {
  const { subject } = entry;
  const name = plainName(subject.name === '' ? subject.id : subject.name, 200);
  const where = [typeOf(entry), subject.location, accountOf(entry, digest)]
    .filter((each) => each !== undefined)
    .map((each) => plain(each, 60))
    .join('  ');
  if (title === 'RESOLVED') {
    const ended = entry.state === 'deleted' ? 'deleted' : 'fixed';
    const place = [subject.location, accountOf(entry, digest)]
      .filter((each) => each !== undefined)
      .join('  ');
    return oneLine(`${lead} ${column(ended, 7)} ${plain(name, 32)}  ${entry.rule}  ${plain(place, 60)}`);
  }
  const what = isListedFirst(entry) ? entry.rule.toUpperCase() : entry.rule;
  const when = sinceOrUntil(entry.rule, digest.run.now, entry.dueAt);
  const first = `${lead} ${SHORT[entry.severity]} ${what} ${when}  ${name}`;
  const news = newsInWords(entry);
  const said = news === 'new' || (digest.first && entry.escalated !== true) ? undefined : `(${news})`;
  return [
    ...oneLine(first),
    ...(widthOf(first) > WIDTH ? wrap(name, BODY, WIDTH).slice(0, 4) : []),
    ...placeAndMore(`${BODY}${where}  ${entry.dueAt.slice(0, 10)}`, [said, ownerOf(entry)]),
    ...identity(subject.id, name),
    ...wrap(plain(entry.because, 300) + stale(entry), BODY, WIDTH),
    ...wrap(plain(entry.action, 300), DO, WIDTH),
  ];
}

/** What does not fit on the same line has one of its own. */
function placeAndMore(place: string, more: readonly (string | undefined)[]): string[] {
  const lines: string[] = [];
  let line = place;
  for (const text of more) {
    if (text === undefined) continue;
    const both = `${line}  ${text}`;
    if (widthOf(both) <= WIDTH) line = both;
    else {
      lines.push(...oneLine(line));
      line = BODY + text;
    }
  }
  return [...lines, ...oneLine(line)];
}

function ownerOf(entry: DigestEntry): string | undefined {
  const words = ownerInWords(entry);
  return words === undefined ? undefined : plain(words, 60);
}

/** The resource's own part of an ARN, where the name alone does not identify it: certificates of one domain, keys. */
function identity(id: string, name: string): string[] {
  const own = plain(/^arn:([^:]*:){4}(?<own>.+)$/.exec(id)?.groups?.['own'] ?? '', 120);
  return own === '' || own.includes(name) || widthOf(BODY + own) > WIDTH ? [] : [BODY + own];
}

function stale(entry: DigestEntry): string {
  return entry.staleSince === undefined
    ? ''
    : ` Last read on ${entry.staleSince.slice(0, 10)}; this may have changed since.`;
}

function renderRollUp(rollUp: RollUp, lead: string, digest: Digest): string[] {
  const { state, count, of, kind } = rollUp;
  const many = `${count}${of === undefined ? '' : ` of ${of}`} ${kind === undefined ? 'SKCs' : `${kind}s`}`;
  const where = accountOf(rollUp, digest);
  const words: Record<string, string> = {
    open: SHORT[rollUp.severity],
    deleted: 'deleted',
    resolved: 'fixed  ',
  };
  const again = rollUp.unchanged === true ? '  (still open)' : '';
  const first = `${lead} ${words[state] ?? state} ${rollUp.rule}  ${many}${again}${where === undefined ? '' : `  ${plain(where, 60)}`}`;
  const lines = [...oneLine(first), ...wrap(membersOf(rollUp), BODY, WIDTH)];
  if (rollUp.worst !== undefined) lines.push(...command(rollUpCommand(digest, rollUp)));
  return state === 'open' ? [...lines, ...wrap(plain(rollUp.action, 300), DO, WIDTH)] : lines;
}

function membersOf({ worst, examples, state }: RollUp): string {
  const names = examples.map((example) => plainName(example, 60));
  if (worst === undefined || state !== 'open')
    return `for example ${[...(worst === undefined ? [] : [plainName(worst.name, 60)]), ...names].join(', ')}`;
  const also = names.length === 0 ? '' : `; also ${names.join(', ')}`;
  return `worst: ${plainName(worst.name, 80)} (${worst.severity}, ${worst.dueAt.slice(0, 10)})${also}`;
}

/** On two lines where it is long, so that a shell takes it as it is. */
function command(text: string): string[] {
  const whole = `${ALL}${text}`;
  if (whole.length <= WIDTH) return [whole];
  const at = text.lastIndexOf(' --');
  return [`${ALL}${text.slice(0, at)} \\`, ...oneLine(`${BODY}${text.slice(at + 1)}`)];
}

function accountOf(line: Pick<DigestEntry, 'account'>, digest: Digest): string | undefined {
  if (digest.account !== undefined) return undefined;
  const account = digest.accounts?.find(({ key }) => key === line.account);
  const id = line.account.replace(/^\w+#/, '');
  return account === undefined || account.name === '' ? id : `${account.name} (${id})`;
}

function accounts(digest: Digest): string[] {
  const all = digest.accounts ?? [];
  if (digest.account !== undefined || all.length === 0) return [];
  const organisation = digest.audience === 'organisation';
  const title = organisation ? 'ACCOUNTS NOT NOTIFIED OR NOT FULLY READ' : 'YOUR ACCOUNTS';
  const lines = ['', title];
  for (const account of all.slice(0, ACCOUNT_LINES)) lines.push(...accountLine(account, organisation));
  const more = Math.max(0, all.length - ACCOUNT_LINES) + (digest.accountsOmitted ?? 0);
  if (more > 0) lines.push(`   +${more} more accounts`);
  return lines;
}

function accountLine(account: AccountLine, organisation: boolean): string[] {
  const said = [`${account.complete}/${account.targets} targets read`];
  if (organisation)
    said.unshift(NOT_NOTIFIED[account.notNotified ?? ''] ?? account.notNotified ?? 'notified');
  // Of an account whose contacts are notified, the organisation's digest looks only at a part of the findings.
  if (account.notNotified === 'not evaluated') said.push('its findings are not known');
  else if (!organisation || account.notNotified !== undefined)
    said.push(countsInWords(account.open) || 'no open findings');
  const name = plainName(account.name === '' ? account.id : account.name, 40);
  return wrap(said.join('; '), `   ${column(name, 16)} ${plain(account.id, 40)}  `, WIDTH);
}

function foot(digest: Digest): string[] {
  const still = countsInWords(digest.stillOpen);
  const lines = [''];
  if (still !== '') lines.push(...wrap(`Still open, already reported: ${still}.`, '', WIDTH));
  if (digest.notCompared !== undefined)
    lines.push(...wrap(notComparedInWords(digest.notCompared), '', WIDTH));
  if (digest.fromNewerVersion > 0)
    lines.push(...wrap(fromNewerVersionInWords(digest.fromNewerVersion), '', WIDTH));
  lines.push(RULE);
  if (digest.link !== undefined) lines.push(`Full report: ${digest.link}`);
  lines.push(`Digest ${digest.id}`);
  return lines;
}

function oneLine(text: string): string[] {
  return [column(text, WIDTH).trimEnd()];
}
