import { audienceSchema, type Audience } from '../../model/audience.ts';
import { contactSchema, type Contact } from '../../model/contact.ts';
import { entity } from '../entity.ts';
import { contactKey } from '../keys.ts';
import { operation } from '../operation.ts';

const storedContactSchema = contactSchema.extend({
  account: audienceSchema,
});

export const CONTACT = entity<Contact & { account: Audience }>({
  name: 'contact',
  title: 'an address of a security contact, and where it was learnt',
  partition: 'account or organisation',
  form: 'contact#<key of the address>',
  prefix: 'contact#',
  version: 1,
  write: 'once',
  schema: storedContactSchema,
  key: ({ account, address }) => contactKey(account, address),
});

export const contactOperations = {
  contacts: operation(['Query'], (store) => async (account: Audience) => {
    const contacts: Contact[] = [];
    for await (const { account: _account, ...contact } of store.list(CONTACT, account))
      contacts.push(contact);
    return contacts;
  }),

  /** Puts a contact; false if its address is there already. */
  seedContact: operation(
    ['PutItem'],
    (store) => async (account: Audience, contact: Contact) =>
      store.putIfAbsent(CONTACT, { ...contact, account }),
  ),

  removeContact: operation(
    ['DeleteItem'],
    (store) => (account: Audience, address: string) => store.access.remove(contactKey(account, address)),
  ),
};
