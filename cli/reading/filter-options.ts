import { Option, type Command } from 'commander';
import type * as z from 'zod';
import { CLOUDS } from '../../shared/model/account.ts';
import { SEVERITIES } from '../../shared/model/finding.ts';
import { RULE_IDS } from '../../shared/rules/registry.ts';
import { MARK_KINDS } from '../../shared/model/mark.ts';
import { choicesOf } from '../../shared/config/mistakes.ts';
import { nearest } from '../../shared/config/nearest.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { KINDS } from '../../shared/model/skc.ts';
import { filtersSchema, type Filters } from './filters.ts';
import { optionName, refuseEmpty } from '../program/global-options.ts';
import { UsageError } from '../program/usage-error.ts';

/** The filters that `list` and `findings` share. */
export function addFilterOptions(command: Command): Command {
  return command
    .addOption(new Option('--cloud <cloud>', 'only this cloud').choices(CLOUDS))
    .option('--account <account>', 'only this account: its id, key (aws#123456789012) or name')
    .addOption(new Option('--kind <kind>', 'only this kind').choices(KINDS))
    .option('--type <type>', 'only this type: aws.kms-key, or kms-key')
    .option('--location <location>', 'only this region, or global')
    .addOption(new Option('--rule <rule>', 'only with an open finding of this rule').choices(RULE_IDS))
    .addOption(
      new Option('--severity <severity>', 'only with a finding of this severity or higher').choices(
        SEVERITIES,
      ),
    )
    .option('--due <days>', 'only what is due within this many days, or overdue')
    .option('--text <text>', 'only with this text in name, id or tags, ignoring case')
    .option(
      '--owner <owner>',
      'only of this owner, from the tag that the configuration names, else from a mark',
    )
    .option('--criticality <criticality>', 'only of this criticality, from a tag likewise')
    .option('--environment <environment>', 'only of this environment, from a tag likewise')
    .addOption(new Option('--marked <kind>', 'only with a mark of this kind').choices(MARK_KINDS))
    .option('--left-out', 'also of accounts that are excluded or retired, as they were last read')
    .option('--excluded', 'only with an open finding that an exclusion leaves out of alerts')
    .option('--limit <count>', 'print at most this many')
    .option('--now <date>', 'evaluate as of another day, from what is known today; writes nothing')
    .option('--csv', 'print comma-separated values, safe to open in a spreadsheet');
}

/** @throws {UsageError} naming every option whose value cannot be used. */
export function filtersOf(command: Command): Filters {
  return parsedOptions(filtersSchema, command);
}

/** @throws {UsageError} naming every option whose value cannot be used. */
export function parsedOptions<Schema extends z.ZodType>(schema: Schema, command: Command): z.output<Schema> {
  refuseEmpty(command.optsWithGlobals());
  const parsed = schema.safeParse(command.opts(), { reportInput: true });
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const typed: unknown = command.getOptionValue(name);
    const meant = nearest(String(issue.input ?? typed), choicesOf(issue));
    return `${optionName(name)} ${sanitize(String(typed), 60)}: ${issue.message}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  });
  throw new UsageError(wrong.join('; '), `Run skc ${command.name()} --help for its options.`);
}
