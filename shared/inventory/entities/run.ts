import { runSchema, type Run } from '../../model/run.ts';
import { entity } from '../entity.ts';
import { ORGANISATION, runKey } from '../keys.ts';
import { operation } from '../operation.ts';
import { IF_PRESENT } from '../store.ts';

export const RUN = entity<Run>({
  name: 'run',
  title: 'one run of the pipeline, with its fixed clock',
  partition: 'organisation',
  form: 'run#<id>',
  prefix: 'run#',
  version: 1,
  write: 'once',
  schema: runSchema,
  key: ({ id }) => runKey(id),
});

export const runOperations = {
  /** The newest run that can be read. Every step asks for it, so a call reads no more than that one as a rule. */
  lastRun: operation(['Query'], (store) => async () => {
    for await (const run of store.list(RUN, ORGANISATION, { newestFirst: true, page: 2 })) return run;
    return undefined;
  }),

  /** Puts the run if there is none of its id; returns the stored one. */
  startRun: operation(['GetItem', 'PutItem'], (store) => async (run: Run) => {
    if (await store.putIfAbsent(RUN, run)) return run;
    const stored = await store.get(RUN, runKey(run.id));
    if (stored !== undefined) return stored;
    await store.replace(RUN, run);
    return run;
  }),

  /** Marks a run done; nothing if it was never started. */
  finishRun: operation(['UpdateItem'], (store) => async ({ id, finishedAt }: Run) => {
    await store.access.set(runKey(id), { state: 'done', finishedAt }, IF_PRESENT);
  }),
};
