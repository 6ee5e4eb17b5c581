import { addDays, daysBetween, latest, type Instant } from '../model/instant.ts';
import type { MachineMade, Siblings } from './contract.ts';
import { isUnread, type JudgedSkc } from './outcome.ts';
import { withUseOf } from './replicas.ts';
import { isAttached } from './use.ts';

/** An SKC with what the others of its account say of it. */
export interface Placed<T extends JudgedSkc> {
  skc: T;
  siblings: Siblings;
}

const SHORT_LIFE_DAYS = 3;
const ALIKE = 3;
const SHORTEST_PAUSE_DAYS = 2;

/**
 * Gives every SKC what follows for it from the others of its account: a primary the latest use of its replicas, a replica
 * whether its primary was read, and a short-lived credential whether a program makes it.
 *
 * A program makes credentials that live less than 3 days where their holder has three or more of one type. It has stopped
 * once none was made within the longer of twice their life and 48 hours. What is attached to something is never counted.
 *
 * Streams: only replicas, possible primaries and short-lived credentials are held until all have been seen.
 * @param skcs all SKCs of one account; a cloud keeps a replica in its primary's account.
 * @param isRead whether the target of an SKC was read.
 */
export async function* withSiblings<T extends JudgedSkc>(
  skcs: AsyncIterable<T>,
  { now, isRead }: { now: Instant; isRead: (skc: T) => boolean },
): AsyncGenerator<Placed<T>> {
  const replicas = new Map<string, T[]>();
  const primaries: T[] = [];
  const makers = new Map<string, T[]>();
  for await (const skc of skcs) {
    if (skc.replicaOf !== undefined && skc.absentAt === undefined) add(replicas, skc.replicaOf, skc);
    else if (skc.replicaOf === undefined && skc.replicated === true) primaries.push(skc);
    else if (isShortLived(skc)) add(makers, `${skc.type} ${skc.holder}`, skc);
    else yield { skc, siblings: {} };
  }
  const read = new Set(
    primaries.filter((primary) => primary.absentAt === undefined && isRead(primary)).map(({ id }) => id),
  );
  for (const primary of primaries)
    yield { skc: withUseOf(primary, replicas.get(primary.id) ?? []), siblings: {} };
  for (const [primary, copies] of replicas) yield* placedCopies(copies, read.has(primary));
  yield* placedCredentials([...makers.values()], now);
}

function add<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}

/** Where the primary was not read, one copy is judged in its place, always the same. */
function* placedCopies<T extends JudgedSkc>(
  copies: readonly T[],
  isPrimaryRead: boolean,
): Generator<Placed<T>> {
  const [first = ''] = copies.map(({ id }) => id).toSorted();
  for (const skc of copies)
    yield {
      skc,
      siblings: { primary: isPrimaryRead ? 'read' : skc.id === first ? 'here' : 'elsewhere' },
    };
}

function isShortLived(skc: JudgedSkc): boolean {
  if (skc.holder === undefined || skc.absentAt !== undefined || isAttached(skc)) return false;
  const life = lifeOf(skc);
  return life !== undefined && life < SHORT_LIFE_DAYS;
}

/** In days, from its own start to its end. */
function lifeOf(skc: JudgedSkc): number | undefined {
  const start = startOf(skc);
  if (start === undefined || skc.expiresAt === undefined || isUnread(skc, 'expiresAt')) return undefined;
  return daysBetween(start, skc.expiresAt);
}

function startOf({ notBefore, createdAt }: JudgedSkc): Instant | undefined {
  return notBefore ?? createdAt;
}

function* placedCredentials<T extends JudgedSkc>(
  groups: readonly (readonly T[])[],
  now: Instant,
): Generator<Placed<T>> {
  const programs = groups.filter(({ length }) => length >= ALIKE);
  const stopped = programs.filter((group) => hasStopped(group, now));
  const lead = stopped.flat().toSorted(compareStart).at(-1);
  const said: MachineMade['stopped'] =
    lead === undefined
      ? undefined
      : {
          credentials: stopped.flat().length,
          holders: new Set(stopped.flatMap((group) => group[0]?.holder ?? [])).size,
          lastMadeAt: startOf(lead) ?? now,
        };
  for (const group of groups)
    for (const skc of group) {
      if (group.length < ALIKE) yield { skc, siblings: {} };
      else if (skc === lead && said !== undefined)
        yield { skc, siblings: { machineMade: { stopped: said } } };
      else yield { skc, siblings: { machineMade: {} } };
    }
}

function hasStopped(group: readonly JudgedSkc[], now: Instant): boolean {
  const lastMadeAt = latest(...group.map(startOf));
  if (lastMadeAt === undefined) return false;
  const life = Math.max(...group.map((skc) => lifeOf(skc) ?? 0));
  return now > addDays(lastMadeAt, Math.max(2 * life, SHORTEST_PAUSE_DAYS));
}

function compareStart(a: JudgedSkc, b: JudgedSkc): number {
  const [one, other] = [`${startOf(a)} ${a.id}`, `${startOf(b)} ${b.id}`];
  return one < other ? -1 : one > other ? 1 : 0;
}
