import type { AccountLine, Digest, DigestEntry, RollUp } from '../../model/digest.ts';
import { layOut, type Line, type Section, type SectionTitle } from '../sections.ts';
import {
  audienceInWords,
  countsInWords,
  coverageInWords,
  howFar,
  minute,
  newsInWords,
  shortList,
  SHORT,
  typeOf,
  unreadInWords,
} from '../words.ts';
import type { Format } from './contract.ts';
import { column, plain, widthOf, wrap } from './plain.ts';

const WIDTH = 78;
const RULE = '-'.repeat(72);
const ACCOUNT_LINES = 25;

/** The digest as a mail's plain text: SNS mails no other. No line is wider than 78 columns. */
export const email: Format = { name: 'email', protocols: ['email'], render: renderEmail };

function renderEmail(digest: Digest): string {
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
  return [...lines, ...accounts(digest), ...foot(digest), ''].join('\n');
}

function head(digest: Digest): string[] {
  const who = plain(audienceInWords(digest), 120);
  const to =
    digest.contacts.length === 0
      ? 'You: contact'
      : `To: ${plain(shortList(digest.contacts, 3), 200)}, contact`;
  const lines = wrap(`${to} for ${who}. Run ${minute(digest.run.now)}.`, '', WIDTH);
  if (digest.kind === 'first')
    lines.push(
      ...wrap(
        'First message: a summary of all that is open. From now on only what is new, worse, due or resolved.',
        '',
        WIDTH,
      ),
    );
  if (digest.account === undefined)
    lines.push(
      ...wrap('These findings reach nobody else: their accounts have no contact who confirmed.', '', WIDTH),
    );
  return lines;
}

function coverage(digest: Digest): string[] {
  const lines = [`Coverage: ${coverageInWords(digest.coverage)}`];
  for (const unread of digest.coverage.unread) {
    const account = digest.account === undefined ? `${unread.account.replace(/^\w+#/, '')}: ` : '';
    lines.push(...wrap(plain(account + unreadInWords(unread), 400), '  ', WIDTH));
  }
  return lines;
}

function headline(section: Section, digest: Digest): string {
  if (section.title !== 'RESOLVED') return section.title;
  return digest.news.deleted > 0 && digest.news.resolved === 0 ? 'DELETED' : section.title;
}

function renderLine(line: Line, number: number, title: SectionTitle, digest: Digest): string[] {
  const lead = `${number}`.padStart(2);
  return line.of === 'entry'
    ? renderEntry(line.entry, lead, title, digest)
    : renderRollUp(line.rollUp, lead, digest);
}

function renderEntry(entry: DigestEntry, lead: string, title: SectionTitle, digest: Digest): string[] {
  const { subject } = entry;
  const name = plain(subject.name === '' ? subject.id : subject.name, 200);
  const where = [accountOf(entry, digest), subject.location].filter((each) => each !== undefined).join(' ');
  if (title === 'RESOLVED') {
    const what = `${entry.rule}  ${typeOf(entry)}  ${plain(where, 60)}  ${name}`;
    const ended = entry.state === 'deleted' ? 'deleted' : 'ok now';
    return oneLine(`${lead} ${column(ended, 8)} ${what}`);
  }
  const when = entry.rule === 'expired' ? 'EXPIRED' : entry.rule;
  const first = `${lead} ${SHORT[entry.severity]} ${when} ${howFar(digest.run.now, entry.bitesAt)}  ${typeOf(entry)}  ${plain(where, 60)}`;
  const news = newsInWords(entry);
  const body = '        ';
  return [
    ...oneLine(digest.kind === 'first' || news === 'new' ? first : `${first}  (${news})`),
    ...wrap(name, body, WIDTH).slice(0, 2),
    ...wrap(plain(entry.because, 400) + stale(entry), body, WIDTH),
    ...wrap(plain(entry.action, 300), `${body.slice(0, -4)}do: `, WIDTH),
    ...identity(entry, name, title, body),
  ];
}

/** Where it is urgent, the full name too, if it is short enough to be copied whole. */
function identity(entry: DigestEntry, name: string, title: SectionTitle, body: string): string[] {
  const id = plain(entry.subject.id, 200);
  if (title !== 'ACT NOW' || entry.subject.kind !== 'skc' || id === name) return [];
  return widthOf(body + id) <= WIDTH ? [body + id] : [];
}

function stale(entry: DigestEntry): string {
  return entry.staleSince === undefined
    ? ''
    : ` Not read since ${entry.staleSince.slice(0, 10)}: last known facts.`;
}

function renderRollUp(rollUp: RollUp, lead: string, digest: Digest): string[] {
  const { state, count, of, kind } = rollUp;
  const many = `${count}${of === undefined ? '' : ` of ${of}`} ${kind === undefined ? 'SKCs' : `${kind}s`}`;
  const where = accountOf(rollUp, digest);
  const word = state === 'open' ? SHORT[rollUp.severity] : state === 'deleted' ? 'deleted' : 'ok now';
  const first = `${lead} ${word} ${rollUp.rule}  ${many}${where === undefined ? '' : `  ${plain(where, 60)}`}`;
  const names = rollUp.examples.map((example) => plain(example, 60));
  const body = '        ';
  const lines = [...oneLine(first), ...wrap(`such as ${names.join(', ')}`, body, WIDTH)];
  return state === 'open' ? [...lines, ...wrap(plain(rollUp.action, 300), '    do: ', WIDTH)] : lines;
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
  const lines = ['', 'ACCOUNTS NOT TOLD, OR NOT READ WHOLE'];
  for (const account of all.slice(0, ACCOUNT_LINES)) lines.push(accountLine(account));
  const more = Math.max(0, all.length - ACCOUNT_LINES) + (digest.accountsOmitted ?? 0);
  if (more > 0) lines.push(`   +${more} more accounts`);
  return lines;
}

function accountLine(account: AccountLine): string {
  const read = `${account.complete}/${account.targets} read`;
  const open = countsInWords(account.open) || 'nothing open';
  const name = plain(account.name === '' ? account.id : account.name, 40);
  return column(
    `   ${column(name, 18)} ${account.id}  ${account.untold ?? 'told'}; ${read}; ${open}`,
    WIDTH,
  ).trimEnd();
}

function foot(digest: Digest): string[] {
  const still = countsInWords(digest.stillOpen);
  const lines = [''];
  if (still !== '') lines.push(...wrap(`STILL OPEN, told before: ${still}.`, '', WIDTH));
  if (digest.postponed > 0) lines.push(`${digest.postponed} more findings follow with the next run.`);
  lines.push(RULE);
  if (digest.link !== undefined) lines.push(`Full report: ${digest.link}`);
  lines.push(`Digest ${digest.id}`);
  return lines;
}

function oneLine(text: string): string[] {
  return [column(text, WIDTH).trimEnd()];
}
