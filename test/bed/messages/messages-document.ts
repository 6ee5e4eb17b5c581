import * as z from 'zod';
import type { PublishedMessage } from '../../../sandbox/outbox.ts';
import { filterPolicy } from '../../../shared/messages/filter-policy.ts';
import { EXAMPLE_POLICIES } from './example-policies.ts';

/**
 * `docs/messages.md`: what the sample organisation was sent, an example of each form.
 * @param first Of the first run.
 * @param later Of a run a day later.
 */
export function messagesDocument({
  first,
  later,
}: {
  first: readonly PublishedMessage[];
  later: readonly PublishedMessage[];
}): string {
  const account = messageTo(first, 'skc-watch-222222222222');
  const organisation = messageTo(first, 'skc-watch-organisation');
  const reminder = later.find(({ topic }) => topic === account.topic) ?? later[0] ?? account;
  return [
    ...INTRODUCTION,
    '## All of the sample',
    '',
    'Subjects of the messages of the first run, and of the run a day later:',
    '',
    ...block('text', first.map(({ subject }) => subject).join('\n')),
    ...block('text', later.map(({ subject }) => subject).join('\n')),
    '## E-mail (`email`)',
    '',
    'The first message to the contacts of an account:',
    '',
    ...mail(account),
    'A day later:',
    '',
    ...mail(reminder),
    'The first message to the organisation:',
    '',
    ...mail(organisation),
    '## Amazon Q, for Slack and Teams (`https`)',
    '',
    'A custom notification of Amazon Q Developer in chat applications, which Slack and Teams channels show. Other https',
    'subscribers of the same topic get it as well; a webhook that wants the JSON below uses the channel `webhook`.',
    '',
    ...block('json', pretty(account.bodies['https'])),
    '## Queues and functions (`default`, `sqs`, `lambda`)',
    '',
    'JSON after [`digest.schema.json`](../shared/messages/kinds/digest/digest.schema.json), version 2; shortened here to',
    'two entries. Ignore fields and accept rule ids that you do not know: newer versions add some. Version 1',
    '([`digest-1.schema.json`](../shared/messages/kinds/digest/digest-1.schema.json)) is superseded: `kind` is now the kind',
    'of message, `first` says what `kind` said, `dueAt` replaces `bitesAt` (both are sent for one release), and',
    '`notNotified` replaces `untold`.',
    '',
    ...block('json', pretty(account.bodies.default, 2)),
    '## Attributes, for filter policies',
    '',
    'Every message carries all of them: a subscription whose filter asks for an attribute never misses a message because',
    'it is missing. `severity` is the highest of all that is open for the audience, `none` where nothing is.',
    '',
    '| attribute | type | example |',
    '|---|---|---|',
    ...Object.entries(account.attributes).map(
      ([name, { type, value }]) => `| \`${name}\` | ${type} | \`${value}\` |`,
    ),
    '',
    'A policy that names an attribute of digests would drop every other kind of message, which lacks it. Write it so that',
    'it narrows digests and lets the others through (`filterPolicy` in',
    '[`filter-policy.ts`](../shared/messages/filter-policy.ts) builds these; the scope is `MessageAttributes`):',
    '',
    ...EXAMPLE_POLICIES.flatMap(({ purpose, filter }) => [
      `- ${purpose}: \`${JSON.stringify(filterPolicy(filter))}\``,
    ]),
    '',
  ].join('\n');
}

function messageTo(messages: readonly PublishedMessage[], topic: string): PublishedMessage {
  const message = messages.find((each) => each.topic === topic);
  if (message === undefined) throw new Error(`the sample was sent nothing on ${topic}`);
  return message;
}

function mail({ subject, bodies }: PublishedMessage): string[] {
  return [`Subject: \`${subject ?? ''}\``, '', ...block('text', bodies['email'] ?? '')];
}

const INTRODUCTION = [
  '# Messages',
  '',
  'After a run each account gets at most one message, on the topic `<prefix>-<account id>`, and only when something is',
  'new, more severe, on the next step of its ladder, resolved or deleted, or critical or high and due to be named again.',
  'An address that answers for several accounts gets one message about all of them. The organisation topic gets one',
  'message about what nobody else was notified of and what has been open for long. The examples are what a run over the',
  'sample organisation (`npm start`) sends.',
  '',
  '- A contact gets the form of its channel, chosen by `channel` in its configuration, else by its kind and address:',
  '  `email`; `machine`, the JSON below to a queue; `webhook`, that JSON over https; `amazon-q` for chat channels.',
  '- SNS sends all subscribers of one protocol the same text. A channel whose text differs from what its protocol gets on',
  '  the audience’s topic therefore has a topic of its own, `<prefix>-<audience>__<channel>`: today `webhook`. Receivers',
  '  that cannot confirm a subscription (Slack and Teams incoming webhooks, Jira, ServiceNow) will be reached by a function',
  '  that subscribes to such a topic, so that each is one channel file.',
  '- An address that two or more accounts name is subscribed once, to a topic of its own, `<prefix>-to__<26 characters>`:',
  '  it confirms one subscription however many accounts there are, and accounts that join later ask nothing of it. Filter',
  '  policies by account were the other way; SNS would send such an address one message for each account all the same.',
  '  The last step of a run subscribes it and sends its message, before the organisation’s. It stays shared while one',
  '  account names it, and is unsubscribed with the last.',
  '- An address that is subscribed to an account’s topic stays there for that account, though others share it: what was',
  '  confirmed before an upgrade keeps working. Accounts where it is not subscribed reach it through its own topic.',
  '- An account counts as notified when one of its contacts has confirmed, on its own topic or a shared one, and a filter',
  '  policy lets the message through to one of them. Policies are read before a message is sent. What all of them drop is',
  '  not marked as notified and goes to the organisation in the same run (`filtered`). A policy of the scope `MessageBody`,',
  '  or with an operator that this version does not evaluate (`numeric`, `wildcard`, `cidr`), counts as dropping it.',
  '- An address that is subscribed to the audience’s topic stays there, whatever its channel: nobody has to confirm again',
  '  unasked. End its subscription in SNS, and the next run subscribes it to the topic of its channel.',
  '- A digest has an id made of what it says (`D-` and 8 characters).',
  '- **A message is published at most twice**, whatever fails, under one id. `Publish` is one request without the SDK’s',
  '  retries. An answer that refuses it (4xx) costs nothing: the next run publishes it. Where none came (a lost connection, a',
  '  timeout, 5xx, a process that ended), SNS may have taken it: once the lease on it has ended (60 s deployed, 15 s local)',
  '  it is published once more. If that has no answer either, its findings are not marked as notified: the run names the',
  '  account as not notified, and the next run says the same in a message with another id. So *n* answers lost in a row make',
  '  *n* + 1 copies over the runs, no more than two of one message, and at most two in one run',
  '  (`test/integration/messages/publish.test.ts`).',
  '- Of the last message only its id, run and state are needed for the next. One that is pending and cannot be read any more,',
  '  as of an older release, is composed again, under another id.',
  '- The owner of an SKC is named where it is known: from the tag that `attributes.owner` in the configuration names, else',
  '  from `skc mark ID owner WHO`. The JSON has `criticality` and `environment` as well. A new owner alone is no news.',
  '- `notCompared` counts open findings that an exclusion by tag could not be compared with, since tags of their SKCs were',
  '  not read. They are listed like all others.',
  '- The subject names the most urgent thing that is open, whichever message named it, with the hour of its end, how many',
  '  others are critical or high, and its account. Where nothing is critical or high, it says so. It is printable ASCII:',
  '  Greek and Cyrillic are transliterated, other characters written by their code (`\\u6f22`). Names of mixed scripts are not',
  '  transliterated. The attributes `severity` and `severities` are of all that is open, too.',
  '- Order: severity; within it an outage now (ended at most 7 days ago) or an end within 24 hours, exposures, what ends',
  '  later, states without an end, what ended long ago; what nothing uses comes last.',
  '- `ACT NOW` holds what is critical and can still be saved, and what is critical or high and an outage now or ends within',
  '  24 hours. `NEXT` holds what else is high and can still be saved, `LONG OVER OR UNUSED` the rest of critical and high.',
  '- A line says what the matter is, its hour in UTC (and in the `timeZone` of the contacts, where the configuration gives',
  '  one), type, account, what uses it as far as it was read, owner, issuer, since when it is known, the next step and its',
  '  page in the console. A number of days says what it counts; a day that is not known is `day unknown`.',
  '- In the first message to an audience the medium and low findings of an account are one line: counts by rule, the worst,',
  '  and the command that lists exactly those (`skc findings --message ID --counted`). What it has no room for follows in',
  '  the same form.',
  '- One finding that took the place of another on the same SKC (`expiring`, then `expired`) is one line: `was expiring`.',
  '- Accounts without a contact, or without one that has confirmed, are one line with their count.',
  '- What the configuration expects to be unreadable is one line. Verdicts that are unknown are counted by what is missing.',
  '- Mails to accounts name the contacts of the organisation, who can accept a finding with `skc mark`.',
  '- A message has at most 25 lines: findings, and roll-ups that stand for many. Mail, chat and JSON have the same lines,',
  '  and only what they name is marked as notified. The rest is counted by severity at the end and stays news: the next',
  '  messages name it. Within an account critical comes first, then high.',
  '- Where a message is about several accounts, they take turns of one line each, so one account never keeps another out.',
  '  If there are more accounts than lines, those with critical and high news take up to 15; the others go to the accounts',
  '  that no message named for longest.',
  '- What stays critical or high is named again after a week; `expired` daily for 7 days, then weekly, and every 30 days',
  '  after 60. The line says "still open". Such lines are at most one in five while there is news. From a week after an end',
  '  on, medium and low findings are not named again. A severity that falls sends no message.',
  '- A finding that has been critical for 3 days, or high for 14 (`alerts.escalateAfterDays`), goes to the organisation as',
  '  well, whoever has confirmed for its account. The line says "escalated" and since when it is open.',
  '- The organisation’s message counts once what exclusions newly hide, with who decided, why and until when.',
  '- A rule that fails for most SKCs it applies to, or for more than 20, is one line with the count (low and medium only).',
  '  Critical and high findings of one rule and account are one line from 51 on; what is named again, from 5 on. The line',
  '  names the worst of them and the command that lists all: `skc findings --message ID --counted`, also with `--json` or',
  '  `--csv`.',
  '- Names, tags and error messages are stripped of control, hidden and reordering characters, cut, and never become',
  '  links: `://` in them is written `[:]//`.',
  '- Over 262,144 bytes `sqs` and `lambda` are left to `default`, then the JSON lists fewer of the entries that a roll-up',
  '  counts; `entriesOmitted` is how many are left out.',
  '',
];

function block(language: string, text: string): string[] {
  return [`\`\`\`${language}`, text.trimEnd(), '```', ''];
}

function pretty(json: string | undefined, entries?: number): string {
  const value: unknown = JSON.parse(json ?? '{}');
  const shortened =
    entries === undefined
      ? value
      : z
          .looseObject({ entries: z.array(z.unknown()).transform((all) => all.slice(0, entries)) })
          .parse(value);
  return JSON.stringify(shortened, undefined, 2);
}
