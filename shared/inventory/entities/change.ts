import * as z from 'zod';
import { CHANGE_KINDS, changeSchema, type Change, type ChangeKind } from '../../model/change.ts';
import { instantSchema, openWord } from '../../model/fields.ts';
import type { Instant } from '../../model/instant.ts';
import { entity } from '../entity.ts';
import { changeKey, indexedId } from '../keys.ts';
import { operation } from '../operation.ts';
import type { Store } from '../store.ts';
import { INDEXES } from '../table.ts';

/** One entry of the index of changes: a change, or the discovery of an SKC. */
export interface ChangeLine {
  account: string;
  accountName?: string | undefined;
  skcId: string;
  name?: string | undefined;
  type?: string | undefined;
  kinds: ChangeKind[];
  observedAt: Instant;
}

const lineSchema = z.object({
  account: z.string(),
  accountName: z.string().optional(),
  skcId: z.string(),
  name: z.string().optional(),
  type: z.string().optional(),
  kinds: z.array(openWord(CHANGE_KINDS)).default(['discovered']),
  changeAt: instantSchema,
});

export const changeOperations = {
  /** What changed in the whole organisation on one day (`2026-10-31`), in the order in which it was seen. */
  changesOn: operation(['Query'], (store) => (day: string) => changesOn(store, day), 'changesByDay'),
};

async function* changesOn({ access }: Store, day: string): AsyncIterable<ChangeLine> {
  const { name, partition } = INDEXES.changesByDay;
  for await (const item of access.query({ name: partition, value: day }, { index: name })) {
    const { changeAt, ...line } = lineSchema.parse(item);
    yield { ...line, observedAt: changeAt };
  }
}

export const CHANGE = entity<Change>({
  name: 'change',
  title: 'what one scan found different in one SKC',
  partition: 'account',
  form: 'change#<key of the SKC’s id>#<revision>',
  prefix: 'change#',
  version: 1,
  write: 'once',
  schema: changeSchema,
  key: ({ account, skcId, revision }) => changeKey(account, skcId, revision),
  indexed: {
    meaning: {
      skcId: 'the SKC’s id, or its key where it is longer than an index takes',
      changeDay: 'the day of `observedAt`',
      changeAt: '`observedAt`',
      accountName: 'the account’s name when this was written',
    },
    of: ({ skcId, observedAt }) => ({
      skcId: indexedId(skcId),
      changeDay: observedAt.slice(0, 10),
      changeAt: observedAt,
    }),
  },
});
