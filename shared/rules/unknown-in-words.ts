import type { UnknownVerdicts } from '../model/run.ts';

const MOST_FACTS = 4;
const MOST_RULES = 3;

/**
 * What could not be judged, as one line for screens and messages: `12 SKCs have unknown verdicts: lastUsedAt not read
 * (unused of 8), target not read (4)`. The facts that most SKCs lack come first. Pure.
 * @returns undefined where every verdict is known.
 */
export function unknownInWords(unknown: UnknownVerdicts | undefined): string | undefined {
  if (unknown === undefined || unknown.skcs === 0) return undefined;
  const facts = factsOf(unknown);
  const shown = facts.slice(0, MOST_FACTS).map(({ what, rules, skcs }) => {
    if (what === 'target') return `target not read (${skcs})`;
    const names = rules.slice(0, MOST_RULES).join(', ');
    const more = rules.length > MOST_RULES ? ` and ${rules.length - MOST_RULES} more rules` : '';
    return `${whyInWords(what)} (${names}${more} of ${skcs})`;
  });
  const others = facts.length - MOST_FACTS;
  const more = others > 0 ? `, and ${others} more reason${others === 1 ? '' : 's'}` : '';
  const have = unknown.skcs === 1 ? 'SKC has' : 'SKCs have';
  return `${unknown.skcs} ${have} unknown verdicts: ${shown.join(', ')}${more}`;
}

/** What is missing, in words; `what` is a key of `UnknownVerdicts.byRule.<rule>`. */
export function whyInWords(what: string): string {
  if (what === 'target') return 'target not read';
  if (what === 'type') return 'a type that only a newer version knows';
  if (what === 'error') return 'the rule could not be evaluated';
  return `${what.split('+').join(' and ')} not read`;
}

interface Fact {
  what: string;
  rules: string[];
  /** Of the rule that could judge the fewest. */
  skcs: number;
}

function factsOf({ byRule }: UnknownVerdicts): Fact[] {
  const facts = new Map<string, Fact>();
  for (const [rule, missing] of Object.entries(byRule))
    for (const [what, skcs] of Object.entries(missing)) {
      const fact = facts.get(what) ?? { what, rules: [], skcs: 0 };
      fact.rules.push(rule);
      fact.skcs = Math.max(fact.skcs, skcs);
      facts.set(what, fact);
    }
  return [...facts.values()].toSorted((a, b) => b.skcs - a.skcs || (a.what < b.what ? -1 : 1));
}
