import { asksForTags, withoutTagFilters, type Filters } from '../reading/filters.ts';
import { counted } from './words.ts';

/** Counts the SKCs that a filter by tag or text leaves out only because their tags were not read. */
export class Unjudged {
  private count = 0;
  private readonly filters: Filters;

  constructor(filters: Filters) {
    this.filters = filters;
  }

  /**
   * @param read Whether the tags were read.
   * @param matches Whether it is found by other filters.
   */
  leftOut(read: boolean, matches: (filters: Filters) => boolean): void {
    if (!read && asksForTags(this.filters) && matches(withoutTagFilters(this.filters))) this.count += 1;
  }

  /** A line for people; empty where every SKC could be judged. */
  line(): string {
    if (this.count === 0) return '';
    const tags = this.count === 1 ? 'its tags were' : 'their tags were';
    return `${counted(this.count, 'SKC')} left out, since ${tags} not read: set "tags": true in skc.config.json.\n`;
  }
}
