import pLimit from 'p-limit';
import * as z from 'zod';
import type { AccountKey } from '../../model/account.ts';
import { findingSchema, notifiedSchema, type Finding, type Notified } from '../../model/finding.ts';
import type { Condition } from '../access.ts';
import { entity } from '../entity.ts';
import { findingKey, indexedId, type Key } from '../keys.ts';
import { operation } from '../operation.ts';
import { ifRevision, type Store } from '../store.ts';

export const FINDING = entity<Finding>({
  name: 'finding',
  title: 'what a rule found wrong with one subject, and what was sent of it',
  partition: 'account',
  form: 'finding#<key of the subject’s id>#<rule>',
  prefix: 'finding#',
  version: 1,
  write: 'revision',
  schema: findingSchema,
  key: ({ account, subject, rule }) => findingKey(account, subject.id, rule),
  former: { dueAt: 'bitesAt', notified: 'told' },
  indexed: {
    meaning: {
      skcId: 'the subject’s id, or its key where it is longer than an index takes',
      subjectName: 'the subject’s name',
      accountName: 'the account’s name when this was written',
      bitesAt:
        '`dueAt` under its former name, for the index of the previous release; written for one release',
      openSeverity: 'the severity of an open finding; absent once it is closed',
    },
    of: ({ subject, state, severity, dueAt }) => ({
      bitesAt: dueAt,
      skcId: indexedId(subject.id),
      subjectName: subject.name,
      ...(state === 'open' ? { openSeverity: severity } : {}),
    }),
  },
});

/** Names the item of a finding. */
export interface FindingName {
  account: AccountKey;
  /** `shortKey` of the subject's id. */
  subject: string;
  rule: string;
}

/** What a message said of a finding, and to which kind of audience. */
export interface FindingMark {
  name: FindingName;
  notified: Notified;
}

export const findingOperations = {
  findings: operation(['Query'], (store) => (account: AccountKey) => store.list(FINDING, account)),

  /**
   * Writes a finding if the stored one is still `finding.revision - 1`. An item that cannot be read is left as it is.
   * @returns false when a rival was faster.
   */
  writeFinding: operation(
    ['GetItem', 'PutItem', 'UpdateItem'],
    (store) => (finding: Finding) => writeFinding(store, finding),
  ),

  /**
   * Writes findings of an account that has none yet, in few calls.
   * @param begun Whether an earlier call wrote some of them and returned true.
   * @returns false, with nothing written, if the account has any, readable or not.
   */
  writeFirstFindings: operation(
    ['BatchWriteItem', 'PutItem', 'Query'],
    (store) => (findings: readonly Finding[], begun: boolean) => store.putFirst(FINDING, findings, { begun }),
  ),

  /**
   * Marks findings with what a message to one kind of audience said of them, unless they are marked so or something
   * later was said. The finding's revision moves too, so that a rival who judged it before cannot write the mark away.
   * Findings that are gone are passed over.
   */
  markNotified: operation(
    ['GetItem', 'UpdateItem'],
    (store) => (audience: string, marks: readonly FindingMark[]) => markAll(store, audience, marks),
  ),
};

async function writeFinding(store: Store, finding: Finding): Promise<boolean> {
  const before = finding.revision - 1;
  if (before > 0) return store.rewrite(FINDING, finding, ifRevision('revision', before));
  if (await store.putIfAbsent(FINDING, finding)) return true;
  const unreadable = await store.unreadable(FINDING, FINDING.key(finding));
  if (unreadable === undefined) return false;
  store.damage.note(unreadable);
  return true;
}

const MARKED_AT_ONCE = 16;

async function markAll(store: Store, audience: string, marks: readonly FindingMark[]): Promise<void> {
  const limit = pLimit(MARKED_AT_ONCE);
  await Promise.all(marks.map((mark) => limit(() => markOne(store, audience, mark))));
}

async function markOne({ access }: Store, audience: string, { name, notified }: FindingMark): Promise<void> {
  const key: Key = { account: name.account, item: `${FINDING.prefix}${name.subject}#${name.rule}` };
  const unmarked: Condition = {
    expression:
      'attribute_exists(#notified) AND (attribute_not_exists(#notified.#audience) OR ' +
      '(#notified.#audience.#at <= :at AND #notified.#audience.#digest <> :digest))',
    names: { '#notified': 'notified', '#audience': audience, '#at': 'at', '#digest': 'digest' },
    values: { ':at': notified.at, ':digest': notified.digest },
  };
  if (await access.set(key, { [`notified.${audience}`]: notified }, unmarked, 'revision')) return;
  const item = await access.get(key);
  if (item === undefined || item['notified'] !== undefined) return;
  // An item of an earlier release holds the marks under their former name.
  const told = z.record(z.string(), notifiedSchema).safeParse(item['told']).data ?? {};
  if ((told[audience]?.at ?? '') > notified.at) return;
  await access.set(
    key,
    { notified: { ...told, [audience]: notified }, told: undefined },
    {
      expression: 'attribute_exists(#item) AND attribute_not_exists(#notified)',
      names: { '#item': 'item', '#notified': 'notified' },
    },
    'revision',
  );
}
