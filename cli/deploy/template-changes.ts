import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { sanitize } from '../../shared/model/sanitize.ts';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const templateSchema = z.object({ Resources: z.record(z.string(), resourceSchema).default({}) });
type Resources = z.output<typeof templateSchema>['Resources'];

/** Lines that fit a screen beside the question that follows. */
const MOST_LINES = 20;
const LONGEST_VALUE = 40;

/**
 * What a deployment changes, in at most {@link MOST_LINES} lines and one that counts the rest: what is removed first,
 * alike resources together, short values before and after. Pure.
 * @param before the deployed template; undefined if there is no stack.
 * @param columns width of a line.
 */
export function templateChanges(before: unknown, after: unknown, columns: number): string[] {
  const next = templateSchema.parse(after).Resources;
  if (before === undefined) return shortened(counts(next), columns);
  const last = templateSchema.parse(before).Resources;
  const lines = [
    ...grouped('-', only(last, next), () => ''),
    ...grouped('+', only(next, last), () => ''),
    ...grouped(
      '~',
      Object.entries(next).filter(([id, resource]) => isChanged(last[id], resource)),
      (id, resource) => changedProperties(last[id]?.Properties ?? {}, resource.Properties),
    ),
  ];
  return lines.length === 0 ? ['no resource changes'] : shortened(lines, columns);
}

type Entry = [id: string, resource: Resources[string]];

function only(these: Resources, notThese: Resources): Entry[] {
  return Object.entries(these).filter(([id]) => notThese[id] === undefined);
}

function isChanged(before: Resources[string] | undefined, after: Resources[string]): boolean {
  return before !== undefined && !isDeepStrictEqual(before, after);
}

function counts(resources: Resources): string[] {
  const byType = Map.groupBy(Object.values(resources), ({ Type }) => Type);
  return [...byType]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, all]) => `+ ${String(all.length).padStart(3)} ${type}`);
}

/** One line for all resources of a type that change alike. */
function grouped(
  sign: string,
  entries: readonly Entry[],
  detail: (id: string, resource: Resources[string]) => string,
): string[] {
  const alike = Map.groupBy(
    entries.map(([id, resource]) => ({ id, type: resource.Type, detail: detail(id, resource) })),
    (each) => `${each.type} ${each.detail}`,
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const which = group.length === 1 ? first.id : `(${group.length})`;
    return [`${sign} ${first.type} ${which}${first.detail === '' ? '' : `  ${first.detail}`}`];
  });
}

/** `ScheduleExpression: rate(1 day) → rate(12 hours)`; only the name where a value is long or has parts. */
function changedProperties(before: Record<string, unknown>, after: Record<string, unknown>): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (changed.length === 0) return 'not its properties';
  return changed
    .map((name) => {
      const [old, fresh] = [shown(before[name]), shown(after[name])];
      return old === undefined || fresh === undefined ? name : `${name}: ${old} → ${fresh}`;
    })
    .join(', ');
}

function shown(value: unknown): string | undefined {
  if (value === undefined) return 'none';
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  return text.length > LONGEST_VALUE ? undefined : sanitize(text, LONGEST_VALUE);
}

function shortened(lines: readonly string[], columns: number): string[] {
  const fitting = lines.map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line));
  if (fitting.length <= MOST_LINES) return fitting;
  return [...fitting.slice(0, MOST_LINES), `and ${fitting.length - MOST_LINES} more`];
}
