import { inFullWords } from '../../../rules/wording.ts';
import { hanging, plain, plainName, wrap } from '../../channels/text-layout.ts';
import type { AccountLine, Digest, DigestEntry, RollUp } from './content.ts';
import { layOut, type Line, type Section } from './sections.ts';
import {
  accountInWords,
  audienceInWords,
  awaitingInWords,
  countsInWords,
  coverageInWords,
  fromNewerVersionInWords,
  gapsInWords,
  leftOutInWords,
  localHours,
  membersInWords,
  minute,
  newlyExcludedInWords,
  newsInWords,
  notComparedInWords,
  ownerInWords,
  postponedInWords,
  rollUpCommand,
  shortList,
  typeOf,
  unknownInWords,
} from './words.ts';

const ACCOUNT_LINES = 25;
/** Under a line's number: no text of a cloud begins where titles begin. */
const BODY = ' '.repeat(4);
const NOT_NOTIFIED: Record<string, string> = { filtered: 'filter policies drop its message' };

/**
 * A digest as the plain text of an e-mail: lines of about 40 columns, as a phone shows them, the most urgent first and
 * what was read at the end. Only a word, a link or a command makes a line wider.
 */
export function digestMail(digest: Digest): string {
  const { sections, more } = layOut(digest);
  const lines = head(digest);
  let number = 0;
  for (const section of sections) {
    lines.push('', headline(section, digest));
    for (const line of section.lines) {
      number += 1;
      lines.push('', ...renderLine(line, number, digest));
    }
  }
  const rest = [
    ...(more > 0
      ? [`+${more} more, not listed here.${digest.link === undefined ? '' : ' See the report.'}`]
      : []),
    ...[postponedInWords(digest)].filter((each) => each !== undefined),
  ];
  for (const text of rest) lines.push('', ...wrap(text, ''));
  return [...lines, ...accounts(digest), ...reading(digest), ...about(digest), ''].join('\n');
}

function head(digest: Digest): string[] {
  const who = plainName(audienceInWords(digest), 120);
  const counts = countsInWords(digest.open);
  const lines = hanging(`For the security contacts of ${who}.`);
  if (counts !== '') lines.push(...wrap(`In this message: ${counts}.`, ''));
  const still = countsInWords(digest.stillOpen);
  if (still !== '') lines.push(...wrap(`Still open, already reported: ${still}.`, ''));
  return lines;
}

function headline({ title }: Section, { news }: Digest): string {
  if (title !== 'RESOLVED' || news.deleted === 0) return title;
  return news.resolved === 0 ? 'DELETED' : 'RESOLVED AND DELETED';
}

function renderLine(line: Line, number: number, digest: Digest): string[] {
  const lead = `${number}.`.padEnd(BODY.length);
  return line.of === 'entry'
    ? renderEntry(line.entry, lead, digest)
    : renderRollUp(line.rollUp, lead, digest);
}

function renderEntry(entry: DigestEntry, lead: string, digest: Digest): string[] {
  const { subject, severity, rule } = entry;
  const name = plainName(subject.name === '' ? subject.id : subject.name, 200);
  const place = [typeOf(entry), subject.location].filter((each) => each !== undefined).join(', ');
  const account = body(plain(accountInWords(entry, digest), 160));
  const title = wrap(name, lead);
  if (entry.state !== 'open') {
    const ended = entry.state === 'deleted' ? 'deleted in the cloud' : 'resolved';
    const where = digest.account === undefined ? account : [];
    return [...title, ...body(plain(`${ended}: ${rule}, ${place}`, 160)), ...where];
  }
  const news = newsInWords(entry);
  const isPlain =
    news === 'new' || (digest.first && entry.escalated !== true && entry.replaces === undefined);
  const hours = localHours(entry, digest).map((hour) => ` (${hour})`);
  return [
    ...title,
    ...body(`${severity.toUpperCase()}: ${inFullWords(entry, digest.run.now)}${hours.join('')}`),
    ...(isPlain ? [] : body(`(${news})`)),
    ...body(plain(place, 120)),
    ...account,
    ...identity(subject.id, name),
    ...(entry.use === undefined ? [] : body(plain(capital(entry.use), 160))),
    ...[ownerInWords(entry)].filter((each) => each !== undefined).flatMap((owner) => body(plain(owner, 100))),
    ...(entry.issuer === undefined ? [] : body(plain(`Issued by: ${entry.issuer}`, 160))),
    ...body(knownSince(entry, digest)),
    ...body(plain(`${entry.because}${stale(entry)}`, 400)),
    ...body(plain(`Do: ${entry.action}`, 300)),
    ...(entry.consoleUrl === undefined ? [] : [BODY + entry.consoleUrl]),
  ];
}

function knownSince({ openedAt, knownSince: since = openedAt }: DigestEntry, { run }: Digest): string {
  return `Known since ${since.slice(0, 10)}${since === run.now ? ', this run' : ''}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function body(text: string): string[] {
  return wrap(text, BODY);
}

/** The resource's own part of an ARN, where the name alone does not identify it: certificates of one domain, keys. */
function identity(id: string, name: string): string[] {
  const own = plain(/^arn:([^:]*:){4}(?<own>.+)$/.exec(id)?.groups?.['own'] ?? '', 120);
  return own === '' || own.includes(name) ? [] : body(own);
}

function stale(entry: DigestEntry): string {
  return entry.staleSince === undefined
    ? ''
    : ` Last read on ${entry.staleSince.slice(0, 10)}; this may have changed since.`;
}

function renderRollUp(rollUp: RollUp, lead: string, digest: Digest): string[] {
  const { state, rules, accounts: several } = rollUp;
  const verbs: Record<string, string> = {
    open: rollUp.severity.toUpperCase(),
    deleted: 'deleted',
    resolved: 'resolved',
  };
  const again = rollUp.unchanged === true ? ' (still open)' : '';
  const many = membersInWords(rollUp);
  const title =
    rules === undefined
      ? `${verbs[state] ?? state}: ${rollUp.rule}, ${many}${again}`
      : `${rollUp.count} MEDIUM AND LOW${again}: ${many}`;
  return [
    ...wrap(title, lead),
    ...(several === undefined ? body(plain(accountInWords(rollUp, digest), 160)) : []),
    ...body(membersOf(rollUp, digest)),
    ...(state === 'open' && rules === undefined ? body(plain(`Do: ${rollUp.action}`, 300)) : []),
    ...(rollUp.worst === undefined ? [] : command(rollUpCommand(digest, rollUp))),
  ];
}

function membersOf({ worst, examples, state, rule }: RollUp, { run }: Digest): string {
  const names = examples.map((example) => plainName(example, 160));
  if (worst === undefined || state !== 'open')
    return `For example ${[...(worst === undefined ? [] : [plainName(worst.name, 160)]), ...names].join(', ')}`;
  const said = inFullWords({ ...worst, rule: worst.rule ?? rule }, run.now);
  const also = names.length === 0 ? '' : `; also ${names.join(', ')}`;
  return `Worst: ${plainName(worst.name, 160)} (${worst.severity}, ${said})${also}`;
}

/** On two lines where it is long, so that a shell takes it as it is. */
function command(text: string): string[] {
  const whole = `${BODY}${text}`;
  if (whole.length <= 78) return ['    All of them:', whole];
  const at = text.lastIndexOf(' --');
  return ['    All of them:', `${BODY}${text.slice(0, at)} \\`, `${BODY}${text.slice(at + 1)}`];
}

function accounts(digest: Digest): string[] {
  const all = digest.accounts ?? [];
  if (digest.account !== undefined || all.length === 0) return [];
  const organisation = digest.audience === 'organisation';
  const title = organisation ? 'ACCOUNTS NOT NOTIFIED OR NOT FULLY READ' : 'YOUR ACCOUNTS';
  const lines = ['', title];
  if (all.some(({ notNotified }) => notNotified !== undefined))
    lines.push(...wrap('Findings of accounts that were not notified are sent to you alone.', ''));
  for (const account of all.slice(0, ACCOUNT_LINES)) lines.push(...accountLine(account, organisation));
  const more = Math.max(0, all.length - ACCOUNT_LINES) + (digest.accountsOmitted ?? 0);
  if (more > 0) lines.push(`  +${more} more accounts`);
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
  const name =
    account.name === '' || account.name === account.id ? account.id : `${account.name} (${account.id})`;
  return [...wrap(plainName(name, 160), '  '), ...body(said.join('; '))];
}

function reading(digest: Digest): string[] {
  const beside = [
    ...awaitingInWords(digest),
    ...leftOutInWords(digest),
    ...newlyExcludedInWords(digest),
    ...gapsInWords(digest),
    ...unknownInWords(digest.unknown),
    ...(digest.notCompared === undefined ? [] : [notComparedInWords(digest.notCompared)]),
    ...(digest.fromNewerVersion > 0 ? [fromNewerVersionInWords(digest.fromNewerVersion)] : []),
  ];
  return [
    '',
    'WHAT WAS READ',
    ...wrap(`Run of ${minute(digest.run.now)}: ${coverageInWords(digest.coverage)}`, ''),
    ...beside.flatMap((line) => wrap(plain(line, 400), '  ')),
  ];
}

function about(digest: Digest): string[] {
  const notes = [
    digest.first
      ? 'This is the first message: it begins with everything that is open. Later ones name what is new, more severe, due soon or resolved, and repeat what stays critical or high.'
      : '',
    digest.entries.some(({ escalated }) => escalated === true)
      ? 'What is marked as escalated was sent to the contacts of its account and has been open for long.'
      : '',
    digest.audience === 'organisation'
      ? 'To accept a finding until a day: skc mark ID exception --by NAME --reason WHY --until DAY'
      : digest.operators === undefined
        ? ''
        : `To accept a finding until a day, ask ${shortList(digest.operators.map(contactName), 2)}.`,
  ];
  const lines = ['', 'ABOUT THIS MESSAGE'];
  for (const note of notes) if (note !== '') lines.push(...wrap(note, ''));
  if (digest.contacts.length > 0)
    lines.push(...hanging(`Sent to ${shortList(digest.contacts.map(contactName), 3)}.`));
  if (digest.link !== undefined) lines.push(`Full report: ${digest.link}`);
  lines.push(`Digest ${digest.id}`);
  return lines;
}

/** The addresses that the message is sent to are its own; names of contacts may come from a cloud. */
function contactName(contact: string): string {
  return MAILBOX.test(contact) ? contact : plainName(contact, 80);
}

const MAILBOX = /^[\w.+-]{1,64}@[\w.-]{1,100}$/;
