import { SEVERITIES } from '../../../model/finding.ts';
import { sanitize } from '../../../model/sanitize.ts';
import type { Message, MessageKind } from '../contract.ts';
import { digestNotification } from './amazon-q.ts';
import { digestSchema, type Digest } from './content.ts';
import { digestMail } from './email.ts';
import { machineJson } from './machine.ts';
import { digestOutline } from './outline.ts';
import { subjectOf } from './subject.ts';

/** What is new, more severe, due soon or over, after a run: at most one message a run and audience. */
export const digest: MessageKind = {
  name: 'digest',
  open: (content) => messageOf(digestSchema.parse(content)),
};

function messageOf(content: Digest): Message {
  return {
    kind: digest.name,
    headline: subjectOf(content),
    attributes: attributesOf(content),
    outline: () => digestOutline(content),
    machine: (entries) => machineJson(content, entries),
    entries: content.entries.filter(({ rolledUp }) => rolledUp).length,
    renderers: { email: () => digestMail(content), 'amazon-q': () => digestNotification(content) },
  };
}

function attributesOf(content: Digest): Message['attributes'] {
  const { account, audience } = content;
  // What is open decides, whichever message named it: a filter by severity must not drop what goes on.
  const { openInAll: open = content.open } = content;
  const severities = SEVERITIES.filter((severity) => open[severity] > 0);
  const id = account === undefined ? audience : sanitize(account.id, 100);
  return {
    account: id,
    accountName: (account === undefined ? '' : sanitize(account.name, 100)) || id,
    cloud: account?.cloud ?? 'all',
    severity: severities.at(-1) ?? 'none',
    severities: severities.length === 0 ? ['none'] : severities,
    rules: content.rules,
    digest: content.id,
    first: String(content.first),
  };
}
