import type { Context, SkcContext } from '../../../shared/rules/contract.ts';
import type { SkcType } from '../../../shared/model/skc.ts';
import { judgeSkc } from '../../../shared/rules/judge.ts';
import type { RuleOutcome } from '../../../shared/rules/precedence.ts';
import { declarationsOf } from '../../../shared/sources/declarations.ts';
import { loadDeclarations } from '../../../shared/sources/registry.ts';
import { NOW, type Label } from './label.ts';

const DEFAULTS: Context['settings'] = {};
const declared = declarationsOf(await loadDeclarations());

/** What the rules are given at an instant: default settings, and what every source declares. */
export function contextAt(now: string): Context {
  return { now, settings: DEFAULTS, declared };
}

/** The same for a rule over SKCs of one type. */
export function skcContextAt(now: string, type: SkcType): SkcContext {
  const source = declared(type);
  if (source === undefined) throw new Error(`No source declares ${type}.`);
  return { ...contextAt(now), source, related: {} };
}

/** The outcomes of all rules for a labelled SKC. */
export function outcomesOf({ skc, now = NOW, siblings = {} }: Label): RuleOutcome[] {
  return judgeSkc(skc, contextAt(now), () => ({ siblings }));
}
