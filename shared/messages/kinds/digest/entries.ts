import type { DigestEntry } from './content.ts';
import { attributesIn } from '../../../model/attributes.ts';
import type { Finding } from '../../../model/finding.ts';
import { sanitize } from '../../../model/sanitize.ts';
import type { Attributes } from '../../../model/skc.ts';
import type { News } from './news.ts';

/** Brings a piece of news to the shape of the digest, with every text from a cloud sanitized and bounded. */
export function entryOf({ kind, finding, was, replaces }: News, accountName?: string): DigestEntry {
  const { subject } = finding;
  return {
    account: finding.account,
    news: kind,
    subject: {
      kind: subject.kind,
      id: sanitize(subject.id, 1_024),
      name: sanitize(subject.name, 256),
      ...(subject.skcKind === undefined ? {} : { skcKind: subject.skcKind }),
      ...(subject.type === undefined ? {} : { type: sanitize(subject.type, 64) }),
      ...(subject.location === undefined ? {} : { location: sanitize(subject.location, 64) }),
    },
    rule: finding.rule,
    state: finding.state,
    severity: finding.severity,
    ...(finding.rung === undefined ? {} : { rung: finding.rung }),
    ...(was === undefined
      ? {}
      : { was: { severity: was.severity, ...(was.rung === undefined ? {} : { rung: was.rung }) } }),
    ...timesOf(finding),
    ...(finding.inUse === undefined ? {} : { inUse: finding.inUse }),
    ...(finding.weight === undefined ? {} : { weight: finding.weight }),
    because: sanitize(finding.because, 500),
    action: sanitize(finding.action, 300),
    ...(accountName === undefined || accountName === '' ? {} : { accountName }),
    ...(replaces === undefined ? {} : { replaces: replaces.rule, knownSince: replaces.openedAt }),
    ...sanitized(attributesIn(finding)),
    openedAt: finding.openedAt,
    ...(finding.stale === undefined ? {} : { staleSince: finding.stale.lastSeenAt ?? finding.stale.since }),
    rolledUp: false,
  };
}

function sanitized(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([attribute, value]) => [attribute, sanitize(value, 100)]),
  );
}

/** What the words about a finding's time need. */
export function timesOf({
  dueAt,
  dayUnknown,
  since,
}: Finding): Pick<DigestEntry, 'dueAt' | 'dayUnknown' | 'since'> {
  return {
    dueAt,
    ...(dayUnknown === undefined ? {} : { dayUnknown }),
    ...(since === undefined ? {} : { since }),
  };
}
