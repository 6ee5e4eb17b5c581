import type * as z from 'zod';
import { sharedAudienceSchema, type SharedAudience } from '../../model/audience.ts';
import { contactSchema } from '../../model/contact.ts';
import { canonical } from '../diff.ts';
import { entity } from '../entity.ts';
import { ORGANISATION, sharedAddressKey } from '../keys.ts';
import { operation } from '../operation.ts';
import { IF_PRESENT, type Store } from '../store.ts';

const storedSharedAddressSchema = contactSchema.extend({
  audience: sharedAudienceSchema.describe('names the audience: `contact#<key of the address>`'),
});

/** An address that answers for several accounts, as the contact that it is. */
export type StoredSharedAddress = z.infer<typeof storedSharedAddressSchema>;

export const SHARED_ADDRESS = entity<StoredSharedAddress>({
  name: 'shared-address',
  title: 'an address that answers for several accounts: it has an audience and a subscription of its own',
  partition: 'organisation',
  form: 'shared-address#<key of the address>',
  prefix: 'shared-address#',
  version: 1,
  write: 'last-writer',
  schema: storedSharedAddressSchema,
  key: ({ audience }) => sharedAddressKey(audience),
});

export const sharedAddressOperations = {
  sharedAddresses: operation(['Query'], (store) => async () => {
    const addresses: StoredSharedAddress[] = [];
    for await (const address of store.list(SHARED_ADDRESS, ORGANISATION)) addresses.push(address);
    return addresses;
  }),

  /** Writes a shared address if it differs from the one that was read; when it was first shared stays. */
  putSharedAddress: operation(
    ['PutItem', 'UpdateItem'],
    (store) => (address: StoredSharedAddress, stored: StoredSharedAddress | undefined) =>
      put(store, address, stored),
  ),

  removeSharedAddress: operation(
    ['DeleteItem'],
    (store) => (audience: SharedAudience) => store.access.remove(sharedAddressKey(audience)),
  ),
};

async function put(
  store: Store,
  address: StoredSharedAddress,
  stored: StoredSharedAddress | undefined,
): Promise<void> {
  if (stored === undefined && (await store.putIfAbsent(SHARED_ADDRESS, address))) return;
  const kept = { ...address, since: stored?.since ?? address.since };
  if (stored !== undefined && canonical(kept) === canonical(stored)) return;
  await store.rewrite(SHARED_ADDRESS, kept, IF_PRESENT);
}
