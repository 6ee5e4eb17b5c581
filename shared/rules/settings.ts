import type * as z from 'zod';
import type { Context, Outcome, RuleSettings } from './contract.ts';

/**
 * Id, settings and judgement of a rule that has settings. The settings are parsed once for each settings object, not
 * for each subject: a run judges every SKC with the same object.
 * @param settings Accepts `{}` and its own output; its defaults and descriptions become part of `docs/configuration.md`.
 * @param judge Is given the settings of the rule, with their defaults.
 */
export function withSettings<Schema extends z.ZodType, Subject, Given extends Pick<Context, 'settings'>>(
  id: string,
  settings: Schema,
  judge: (subject: Subject, context: Given, settings: z.output<Schema>) => Outcome,
): { id: string; settings: Schema; judge: (subject: Subject, context: Given) => Outcome } {
  const parsed = new WeakMap<RuleSettings, z.output<Schema>>();
  function settingsOf(all: RuleSettings): z.output<Schema> {
    const known = parsed.get(all);
    if (known !== undefined) return known;
    const own = settings.parse(all[id] ?? {});
    parsed.set(all, own);
    return own;
  }
  return { id, settings, judge: (subject, context) => judge(subject, context, settingsOf(context.settings)) };
}
