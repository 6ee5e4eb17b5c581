import type { CloudReader } from '../shared/readers/contract.ts';
import type { Instant } from '../shared/model/instant.ts';
import type { Skc, StoredSkc } from '../shared/model/skc.ts';
import type { Problem, Target } from '../shared/model/target.ts';
import type { Permission, Reading, Source } from '../shared/sources/contract.ts';
import type { Connection, TargetSight, Trouble } from './cloud-connection.ts';

export type TargetReader<Session> = Pick<CloudReader<Session>, 'sources' | 'signIn' | 'failure'>;

/**
 * Reads the first page of a target, and of it one SKC once more: so every permission is proven by a call that needs it.
 * Nothing is kept, and whatever the cloud answers becomes part of what is seen.
 */
export async function lookAtTarget<Session>(
  { target, now }: { target: Target; now: Instant },
  reader: TargetReader<Session>,
  connection: Connection<Session>,
): Promise<TargetSight> {
  const { location, source: type } = target;
  const source = reader.sources.find((each) => each.type === type);
  if (source === undefined) throw new Error(`No source reads ${type}, though it is planned.`);
  const permissions = connection.permissionsOf(source);
  const problems: Problem[] = [];
  const proven = new Set<string>();
  const blame = (error: unknown, operation: string) =>
    problems.push(reader.failure(error, operation).problem);
  const listing = actionsFor(permissions, 'list');
  try {
    const session = connection.sampled(await reader.signIn(target));
    const page = await firstPage(source.list(session, readingOf(target, now, problems)));
    for (const action of provenBy(page, permissions, problems)) proven.add(action);
    const beside = connection.besides?.(session, target);
    if (beside !== undefined)
      await beside.ask().then(
        () => proven.add(beside.permission),
        (error: unknown) => blame(error, beside.permission),
      );
    const [first] = page;
    if (first !== undefined) await verify(session, first, { source, now, permissions, proven, blame });
  } catch (error) {
    blame(error, listing[0] ?? type);
  }
  for (const action of connection.unproven) proven.delete(action);
  const troubles = problems.map((problem) => troubleOf(problem, connection, { location, source: type }));
  return { location, source: type, proven: [...proven], troubles };
}

/** A permission that is missing stands in the problem; without one the call failed, which no grant mends. */
export function troubleOf(
  problem: Problem,
  { isForbidden }: Pick<Connection<never>, 'isForbidden'>,
  where: Pick<Trouble, 'location' | 'source'>,
): Trouble {
  if (isForbidden(problem)) return { ...where, problem, state: 'denied' };
  return { ...where, problem, state: problem.missingPermission === undefined ? 'failed' : 'missing' };
}

function actionsFor(permissions: readonly Permission[], wanted: Permission['use']): string[] {
  return permissions.filter(({ use }) => use === wanted).map(({ action }) => action);
}

async function firstPage(pages: AsyncIterable<Skc[]>): Promise<Skc[]> {
  const iterator = pages[Symbol.asyncIterator]();
  const first = await iterator.next();
  await iterator.return?.();
  return first.done === true ? [] : first.value;
}

function readingOf(target: Target, now: Instant, problems: Problem[]): Reading {
  return {
    target,
    now,
    known: () => Promise.resolve(new Map()),
    asOf: () => undefined,
    recheckAt: () => undefined,
    facts: () => undefined,
    problem: (problem) => problems.push(problem),
  };
}

/** An empty page proves the first listing alone: the calls after it had nothing to be made on. */
function provenBy(
  page: readonly Skc[],
  permissions: readonly Permission[],
  problems: readonly Problem[],
): string[] {
  const listing = actionsFor(permissions, 'list');
  if (page.length === 0) return listing.slice(0, 1);
  const refused = problems.map(({ missingPermission, operation }) => missingPermission ?? operation);
  return [...listing, ...actionsFor(permissions, 'detail').filter((action) => !refused.includes(action))];
}

interface Verifying<Session> {
  source: Source<Session>;
  now: Instant;
  permissions: readonly Permission[];
  proven: Set<string>;
  blame: (error: unknown, operation: string) => void;
}

/** Asks for one SKC by its name, and reads precisely what may have to be confirmed of it. */
async function verify<Session>(
  session: Session,
  skc: Skc,
  { source, now, permissions, proven, blame }: Verifying<Session>,
): Promise<void> {
  const [action, ...others] = actionsFor(permissions, 'verify');
  if (action === undefined) return;
  const stored: StoredSkc = { ...skc, revision: 1, discoveredAt: now, changedAt: now };
  const [precise] = source.precise;
  let operation = action;
  try {
    await source.isGone(session, stored);
    proven.add(action);
    operation = precise?.operation ?? action;
    await precise?.read(session, skc, now);
    for (const each of others) proven.add(each);
  } catch (error) {
    blame(error, operation);
  }
}
