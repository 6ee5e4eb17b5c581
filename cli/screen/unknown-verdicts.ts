import type { ListedAccount } from '../../shared/inventory/contract.ts';
import { addUnknown, type UnknownVerdicts } from '../../shared/model/run.ts';
import { unknownInWords } from '../../shared/rules/unknown-in-words.ts';
import { matchesAccount, type Filters } from '../reading/filters.ts';
import type { InventorySession } from '../reading/with-inventory.ts';
import type { Terminal } from './terminal.ts';
import { counted } from './words.ts';

/** What the last runs could not judge of these accounts, in one line; undefined where every verdict is known. */
export function unknownLine(accounts: readonly ListedAccount[]): string | undefined {
  let unknown: UnknownVerdicts = { skcs: 0, byRule: {} };
  let withoutReason = 0;
  for (const { standing, status } of accounts) {
    if (standing === undefined || status !== 'active') continue;
    if (standing.unknown === undefined) withoutReason += standing.verdicts.unknown;
    else unknown = addUnknown(unknown, standing.unknown);
  }
  if (withoutReason === 0) return unknownInWords(unknown);
  const earlier = `${counted(withoutReason, 'verdict')} of an earlier release unknown, run again for the reasons`;
  return [unknownInWords(unknown), earlier].filter((text) => text !== undefined).join('; ');
}

/** Says what could not be judged of the accounts that a list is about, beside the list, so that files stay as they are. */
export async function sayUnknown(
  { inventory }: Pick<InventorySession, 'inventory'>,
  filters: Filters,
  terminal: Terminal,
): Promise<void> {
  const accounts = (await inventory.accounts()).filter((account) => matchesAccount(filters, account));
  const line = unknownLine(accounts);
  if (line !== undefined) terminal.say(terminal.colours.yellow(line));
}
