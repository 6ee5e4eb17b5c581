import { BadDate, instant, isInstant, type Instant } from '../model/instant.ts';
import { sanitize } from '../model/sanitize.ts';
import type { Skc } from '../model/skc.ts';
import { tagKeyOf } from './attributes-of.ts';
import type { ExpiryTag } from './expiry-tags.ts';

type End = Pick<Skc, 'expiresAt' | 'unknown'> & { expiresAtFrom?: 'tag' | undefined };

/**
 * An SKC with the end that one of its tags gives, where the configuration names the tag: only secrets that have no end
 * of their own. Without a format, the tag holds an ISO-8601 date, an ISO-8601 time with its offset from UTC, or a Unix
 * time in seconds or milliseconds; a date alone means the first instant of that day in UTC, the earliest that it can
 * mean. Anything else makes the end unknown, and so do tags that could not be read. Tag keys are compared in any letter
 * case; of several tags the first in the configuration is used. Pure.
 * @param skc An end that an earlier reading took from a tag is dropped first.
 */
export function withEndFromTags(skc: Skc, named: readonly ExpiryTag[]): Skc {
  const own = withoutEndFromTag(skc);
  if (named.length === 0 || own.kind !== 'secret' || own.expiresAt !== undefined) return own;
  if (Object.hasOwn(own.unknown, 'expiresAt')) return own;
  return { ...own, ...endOf(own, named) };
}

function withoutEndFromTag(skc: Skc): Skc {
  if (skc.expiresAtFrom !== 'tag') return skc;
  const { expiresAt: _end, expiresAtFrom: _from, ...own } = skc;
  return own;
}

function endOf({ tags, unknown }: Skc, named: readonly ExpiryTag[]): Partial<End> {
  const cannotBeRead = (why: string) => ({ unknown: { ...unknown, expiresAt: why } });
  if (tags === undefined)
    return unknown['tags'] === undefined
      ? {}
      : cannotBeRead(`its tags, which may hold its end, could not be read: ${unknown['tags']}`);
  for (const entry of named) {
    const { tag, format } = typeof entry === 'string' ? { tag: entry, format: undefined } : entry;
    const key = tagKeyOf(tags, [tag]);
    const value = key === undefined ? undefined : tags[key]?.trim();
    if (key === undefined || value === undefined) continue;
    const end = dateIn(value, format);
    if (end !== undefined) return { expiresAt: end, expiresAtFrom: 'tag' };
    const expected = format === undefined ? 'an ISO-8601 date' : `a date as ${format}`;
    return cannotBeRead(
      `its tag ${sanitize(key, 60)} holds "${sanitize(value, 40)}", which is not ${expected}`,
    );
  }
  return {};
}

/** The instant that a tag's value names; undefined if it names none, or a day that no calendar has. */
function dateIn(value: string, format: string | undefined): Instant | undefined {
  if (format !== undefined) return dayIn(value, format);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return realDay(value);
  // Seconds of the years 2001 to 2286 have ten digits, milliseconds thirteen.
  if (/^\d{10}$/.test(value)) return instant(Number(value) * 1000);
  if (/^\d{13}$/.test(value)) return instant(Number(value));
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i.test(value)) return undefined;
  try {
    return instant(value);
  } catch (error) {
    if (error instanceof BadDate) return undefined;
    throw error;
  }
}

function realDay(day: string): Instant | undefined {
  const start = `${day}T00:00:00Z`;
  return isInstant(start) ? start : undefined;
}

/** Every part of a format is as wide as what it stands for, so parts and separators have the same places in a value. */
function dayIn(value: string, format: string): Instant | undefined {
  if (value.length !== format.length) return undefined;
  const separators = (text: string) =>
    Array.from(format.matchAll(/[^YMD]/g), ({ index }) => text[index]).join('');
  if (separators(value) !== separators(format)) return undefined;
  const part = (name: string) => value.slice(format.indexOf(name), format.indexOf(name) + name.length);
  const day = `${part('YYYY')}-${part('MM')}-${part('DD')}`;
  return /^[\d-]+$/.test(day) ? realDay(day) : undefined;
}
