import { Option, type Command } from 'commander';
import * as z from 'zod';
import { CLOUDS, type AccountKey } from '../../shared/model/account.ts';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { Contact, FoundContact, TopicSubscriptions } from '../../shared/model/contact.ts';
import { shownAddress } from '../../shared/contacts/shown-address.ts';
import { errorText } from '../../shared/model/error-text.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { matchesAccount, type Filters } from '../reading/filters.ts';
import { noLongerRead, unlistedAccounts } from '../reading/left-out.ts';
import { refuseUnknownNames } from '../reading/named.ts';
import { collected } from '../reading/stored-findings.ts';
import { emptyResult } from '../screen/empty-result.ts';
import { printJson } from '../screen/json.ts';
import { renderTable, type Column } from '../screen/table.ts';
import { counted } from '../screen/words.ts';
import type { Terminal } from '../screen/terminal.ts';
import { withInventory, type InventorySession } from '../reading/with-inventory.ts';

const optionsSchema = z.object({ cloud: z.enum(CLOUDS).optional(), account: z.string().optional() });

export function registerContacts(program: Command, dependencies: Dependencies): void {
  program
    .command('contacts')
    .description('List the contacts of each account, and whether their subscriptions are confirmed.')
    .addOption(new Option('--cloud <cloud>', 'only this cloud').choices(CLOUDS))
    .option('--account <account>', 'only this account: its id, key (aws#123456789012) or name')
    .addHelpText(
      'after',
      `
Examples:
  $ skc contacts                             every account, also those without a contact
  $ skc contacts --account pay-prod --json   one account, with the subscriptions of its topic`,
    )
    .action(async (_options: unknown, command: Command) => {
      const filters = parsedOptions(optionsSchema, command);
      await withInventory(command, dependencies, async (reading) => {
        await refuseUnknownNames(filters, reading);
        const audiences = audiencesOf(reading, filters, dependencies);
        if (reading.options.json) await printJson(dependencies.terminal, shortened(audiences));
        else await printContacts(dependencies.terminal, reading, filters, await collected(audiences));
      });
    });
}

/** The contacts of an account, or of the organisation. */
interface Audience {
  account: AccountKey | 'organisation';
  name: string;
  contacts: Contact[];
  /** Contacts that the cloud has on record and the configuration does not adopt. */
  found: FoundContact[];
  /** Subscriptions as SNS reports them; undefined without a topic, or if SNS was not called. */
  subscriptions: TopicSubscriptions | undefined;
  /** SNS or the table did not give all of them. */
  unread?: true;
}

async function* audiencesOf(
  reading: InventorySession,
  filters: Filters,
  dependencies: Dependencies,
): AsyncGenerator<Audience> {
  const { inventory, subscriptions } = reading;
  /** A topic that cannot be read is named, and takes no other audience from the list. */
  const { terminal } = dependencies;
  const notRead = (what: string) => {
    terminal.say(`${terminal.colours.red('not read')}: ${sanitize(what, 400)}`);
    dependencies.finish(EXIT.incomplete);
  };
  const named = new Set<string>();
  const subscriptionsTo = async (
    account: Audience['account'],
  ): Promise<Pick<Audience, 'subscriptions' | 'unread'>> => {
    const read = await subscriptions?.(account);
    // Several audiences may share a topic: it is named once.
    for (const { topicArn, why } of read?.unread ?? []) {
      if (!named.has(topicArn)) notRead(why);
      named.add(topicArn);
    }
    return { subscriptions: read, ...(read?.unread === undefined ? {} : { unread: true }) };
  };
  const audience = async (
    account: Audience['account'],
    name: string,
    recorded: readonly FoundContact[] = [],
  ): Promise<Audience> => {
    let contacts: Contact[];
    try {
      contacts = await inventory.contacts(account);
    } catch (error) {
      notRead(`the contacts of ${account}: ${errorText(error)}`);
      return { account, name, contacts: [], found: [], subscriptions: undefined, unread: true };
    }
    const found = recorded.filter(({ address }) => !contacts.some((contact) => contact.address === address));
    return { account, name, contacts, found, ...(await subscriptionsTo(account)) };
  };
  if (filters.account === undefined && filters.cloud === undefined)
    yield await audience('organisation', 'organisation');
  for (const account of await inventory.accounts())
    if (matchesAccount(filters, account) && isListed(account, filters))
      yield await audience(account.key, account.name || account.id, account.found?.contacts);
}

/** Nobody is notified about an account that is no longer read: it is listed where it is asked for. */
function isListed(account: ListedAccount, { account: wanted }: Filters): boolean {
  return wanted !== undefined || noLongerRead(account) === undefined;
}

/** An audience as JSON. `reach` is the former name of `subscriptions`. */
type PublishedAudience = Audience & { reach: TopicSubscriptions | undefined };

/** Removes the secret that an HTTPS address may contain. */
async function* shortened(audiences: AsyncIterable<Audience>): AsyncGenerator<PublishedAudience> {
  const short = <Named extends { address: string }>(named: readonly Named[]) =>
    named.map((each) => ({ ...each, address: shownAddress(each.address) }));
  for await (const { subscriptions, contacts, found, ...audience } of audiences) {
    const shown =
      subscriptions === undefined
        ? undefined
        : {
            ...subscriptions,
            confirmed: subscriptions.confirmed.map(shownAddress),
            pending: subscriptions.pending.map(shownAddress),
          };
    yield {
      ...audience,
      contacts: short(contacts),
      found: short(found),
      subscriptions: shown,
      reach: shown,
    };
  }
}

interface Row {
  audience: string;
  address: string;
  kind: string;
  source: string;
  subscription: string;
}

async function printContacts(
  terminal: Terminal,
  reading: InventorySession,
  filters: Filters,
  audiences: readonly Audience[],
): Promise<void> {
  if (audiences.every(({ account }) => account === 'organisation'))
    return terminal.print(await emptyResult('account', reading, filters));
  const rows = audiences.flatMap((audience) => rowsOf(audience, terminal));
  const missing = audiences.filter(({ contacts, unread }) => contacts.length === 0 && unread !== true).length;
  const columns: Column<Row>[] = [
    { title: 'ACCOUNT', value: ({ audience }) => audience, least: 12 },
    { title: 'ADDRESS', value: ({ address }) => address, least: 24 },
    { title: 'KIND', value: ({ kind }) => kind, worth: 2 },
    { title: 'FROM', value: ({ source }) => source, worth: 1 },
    ...(reading.subscriptions === undefined
      ? []
      : [{ title: 'SUBSCRIPTION', value: ({ subscription }: Row) => subscription }]),
  ];
  await terminal.print(`${renderTable(columns, rows, terminal.columns)}\n`);
  const next =
    missing === 0
      ? 'Every audience has a contact.'
      : `${missing} without a contact: add one under contacts in the configuration.`;
  const wanted = (await reading.inventory.accounts()).filter((each) => matchesAccount(filters, each));
  const leftOut = filters.account === undefined ? unlistedAccounts(wanted) : '';
  await terminal.print(
    terminal.colours.dim(`\n${counted(audiences.length, 'audience')}. ${next}${leftOut}\n`),
  );
}

function rowsOf({ name, contacts, found, subscriptions, unread }: Audience, { colours }: Terminal): Row[] {
  const none = {
    address: colours.red(unread === true ? 'not read' : 'none'),
    kind: '-',
    source: '-',
    subscription: '-',
  };
  const recorded = contacts.map((contact) => ({
    ...addressed(contact),
    subscription: subscriptionOf(contact.address, subscriptions, unread === true, colours),
  }));
  const named = found.map((contact) => ({ ...addressed(contact), subscription: NOT_ADOPTED }));
  const rows = [...(recorded.length === 0 ? [none] : recorded), ...named];
  return rows.map((row, index) => ({ ...row, audience: index === 0 ? shownName(name, 40) : '' }));
}

const NOT_ADOPTED = 'not in contacts.adopt';

function addressed({ address, kind, source, name }: Contact | FoundContact) {
  const shown = name === undefined ? shownAddress(address) : `${shownAddress(address)} (${name})`;
  return { address: sanitize(shown, 90), kind, source: sanitize(source, 24) };
}

function subscriptionOf(
  address: string,
  subscriptions: TopicSubscriptions | undefined,
  isUnread: boolean,
  colours: Terminal['colours'],
): string {
  if (subscriptions?.confirmed.includes(address) === true) return colours.green('confirmed');
  if (isUnread) return colours.red('not read');
  if (subscriptions === undefined) return 'no topic yet';
  return subscriptions.pending.includes(address) ? colours.yellow('pending') : colours.red('not subscribed');
}
