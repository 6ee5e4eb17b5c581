import { matchesName } from '../../shared/config/exclusion-for.ts';
import { pathText } from '../../shared/config/mistakes.ts';
import { nearest } from '../../shared/config/nearest.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { ConfigWarning } from '../../shared/config/warnings.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import { accountIdOf } from '../../shared/model/target.ts';
import { declarationsOf, tagsOf, type Declarations } from '../../shared/sources/declarations.ts';
import type { KnownAccount, Search } from './search.ts';
import type { Known } from './static-checks.ts';

type Match = Config['exclusions'][number]['match'];
type Condition = 'account' | 'region' | 'type' | 'name' | 'tag';

/** Values that are remembered of each exclusion, to find the one that was meant. */
const MOST_VALUES = 2000;

/** Exclusions that match no SKC, target or account of the inventory, and those that could not be compared with tags. */
export function exclusionSearch(config: Config, read: readonly KnownAccount[], known: Known): Search {
  const declared = declarationsOf(known.sources);
  const searches = config.exclusions.map(({ match }, index) => {
    const subject = known.rules.find(({ id }) => id === match.rule)?.subject;
    const search = new ExclusionSearch(match, index, declared);
    if (subject !== 'skc') for (const each of read) search.seePlanned(each, subject);
    return { search, ofSkcs: subject === undefined || subject === 'skc' };
  });
  const ofSkcs = searches.filter((each) => each.ofSkcs).map(({ search }) => search);
  return {
    asks: ofSkcs.length > 0,
    see(skc) {
      for (const search of ofSkcs) search.see(skc);
    },
    warnings: () => searches.flatMap(({ search }) => search.warnings()),
  };
}

/** What one exclusion is compared with. */
interface Subject {
  account: string;
  name: string;
  region?: string | undefined;
  type?: string | undefined;
  tags: Readonly<Record<string, string>> | undefined;
}

class ExclusionSearch {
  private readonly match: Match;
  private readonly index: number;
  private readonly declared: Declarations;
  private found = false;
  private unread = 0;
  /** Conditions that something meets. */
  private readonly met = new Set<Condition>();
  /** Values that were seen, by condition. */
  private readonly seen = new Map<Condition, Set<string>>();

  constructor(match: Match, index: number, declared: Declarations) {
    this.match = match;
    this.index = index;
    this.declared = declared;
  }

  see({ account, name, location, type, ...skc }: StoredSkc): void {
    const tags = tagsOf({ ...skc, type }, this.declared);
    this.compare({ account: accountIdOf(account), name, region: location, type, tags });
  }

  /** Findings may also be about an account and its targets. */
  seePlanned({ account: { id, name }, targets }: KnownAccount, subject: string | undefined): void {
    if (subject !== 'target') this.compare({ account: id, name, tags: {} });
    if (subject !== 'account')
      for (const { location, source } of targets)
        this.compare({
          account: id,
          name: `${source} in ${location}`,
          region: location,
          type: source,
          tags: {},
        });
  }

  private compare(subject: Subject): void {
    if (this.found && subject.tags !== undefined) return;
    const conditions = this.conditionsOf(subject);
    for (const [condition, meets, value] of conditions) {
      if (meets) this.met.add(condition);
      else if (value !== undefined) this.remember(condition, value);
    }
    const failing = conditions.filter(([, meets]) => !meets);
    if (failing.length === 0) this.found = true;
    else if (subject.tags === undefined && failing.every(([condition]) => condition === 'tag'))
      this.unread += 1;
  }

  private conditionsOf({ account, name, region, type, tags }: Subject): [Condition, boolean, string?][] {
    const { match } = this;
    const all: [Condition, boolean, string?][] = [];
    if (match.account !== undefined) all.push(['account', match.account === account, account]);
    if (match.region !== undefined) all.push(['region', match.region === region, region]);
    if (match.type !== undefined) all.push(['type', match.type === type]);
    if (match.name !== undefined) all.push(['name', matchesName(match.name, name), name]);
    const { tag } = match;
    if (tag !== undefined) {
      const has = tags !== undefined && Object.hasOwn(tags, tag.key);
      if (has && tag.value !== undefined && tags[tag.key] !== tag.value)
        all.push(['tag', false, `${tag.key}=${tags[tag.key] ?? ''}`]);
      else {
        const keys = Object.keys(tags ?? {});
        all.push([
          'tag',
          has,
          keys.find((key) => key.toLowerCase() === tag.key.toLowerCase()) ?? nearest(tag.key, keys),
        ]);
      }
    }
    return all;
  }

  private remember(condition: Condition, value: string): void {
    const values = this.seen.get(condition) ?? new Set();
    if (values.size < MOST_VALUES) values.add(value);
    this.seen.set(condition, values);
  }

  warnings(): ConfigWarning[] {
    const { match, index, unread } = this;
    const at = (key: string) => pathText(['exclusions', index, 'match', ...(key === '' ? [] : [key])]);
    if (unread > 0)
      return [
        {
          path: at('tag'),
          says: `the tags of ${unread === 1 ? '1 SKC' : `${unread} SKCs`} that it may match were not read, so ${unread === 1 ? 'it is' : 'they are'} not excluded`,
        },
      ];
    if (this.found) return [];
    for (const condition of ['account', 'region', 'type', 'name', 'tag'] as const) {
      const wanted = condition === 'tag' ? tagText(match) : match[condition];
      if (wanted === undefined || this.met.has(condition)) continue;
      return [
        {
          path: at(condition),
          says: `${sanitize(wanted, 60)} ${NOTHING[condition]}`,
          didYouMean: nearest(wanted, [...(this.seen.get(condition) ?? [])]),
        },
      ];
    }
    return [{ path: at(''), says: 'nothing in the inventory meets all of its conditions' }];
  }
}

const NOTHING: Readonly<Record<Condition, string>> = {
  account: 'matches no account of the inventory',
  region: 'matches no region or other location of the inventory',
  type: 'matches no SKC of the inventory',
  name: 'matches no name in the inventory',
  tag: 'matches no tag in the inventory',
};

function tagText({ tag }: Match): string | undefined {
  if (tag === undefined) return undefined;
  return tag.value === undefined ? tag.key : `${tag.key}=${tag.value}`;
}
