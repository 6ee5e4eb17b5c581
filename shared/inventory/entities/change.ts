import { changeSchema, type Change } from '../../model/change.ts';
import { entity } from '../entity.ts';
import { changeKey, indexedId } from '../keys.ts';

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
    meaning: { skcId: 'the SKC’s id, or its key where it is longer than an index takes' },
    of: ({ skcId }) => ({ skcId: indexedId(skcId) }),
  },
});
