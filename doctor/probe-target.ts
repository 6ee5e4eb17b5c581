import { acceptedReason } from '../shared/config/expected-unreadable.ts';
import type { Config } from '../shared/config/schema.ts';
import { wantsTags } from '../shared/config/tags.ts';
import type { Instant } from '../shared/model/instant.ts';
import type { Skc, StoredSkc } from '../shared/model/skc.ts';
import type { Problem, Target } from '../shared/model/target.ts';
import type { CloudReader } from '../shared/readers/contract.ts';
import type { Permission, Reading, Source } from '../shared/sources/contract.ts';
import type { Connection, ProbedTarget, SampleSession, Trouble } from './contract.ts';
import { openRecord, type ProbeRecord } from './probe-record.ts';

export type TargetReader<Session> = Pick<CloudReader<Session>, 'sources' | 'signIn' | 'failure'>;

/** What is probed, and when. */
export interface Probe {
  target: Target;
  now: Instant;
  config: Config;
}

/**
 * Reads a few SKCs of a target, then requests one by name and reads it precisely, as a run does to confirm a finding.
 * Reads tags if the configuration needs them. So every permission is proven by a call that needs it. Stores nothing;
 * every answer of the cloud becomes part of the result.
 */
export async function probeTarget<Session>(
  probe: Probe,
  reader: TargetReader<Session>,
  connection: Connection<Session>,
): Promise<ProbedTarget> {
  const { target, now, config } = probe;
  const { location, source: type } = target;
  const source = reader.sources.find((each) => each.type === type);
  if (source === undefined) throw new Error(`No source reads ${type}, though it is planned.`);
  const permissions = neededPermissions(source, connection, config);
  const record = openRecord(permissions, reader.failure);
  try {
    const sample = connection.sample(await reader.signIn(target));
    record.follow(sample);
    const skcs = await readSample(source, sample, probe, record);
    const beside = connection.beside?.(sample.session, target);
    if (beside !== undefined) await record.attempt(beside.permission, beside.call);
    await readTags(source, sample.session, probe, record);
    for (const skc of skcs) if (record.untried().length > 0) await confirm(source, sample, skc, now, record);
  } catch (error) {
    record.blame(error, actionsFor(permissions, 'list')[0] ?? type);
  }
  const accepted = acceptedReason(config, target);
  const troubles = record
    .problems()
    .map((problem) => troubleOf(problem, connection, { location, source: type, accepted }));
  const proven = record.proven().filter((action) => !connection.unproven.includes(action));
  return { location, source: type, proven, troubles };
}

/** The permissions that a source needs here, including the one for tags if the configuration asks for tags. */
export function neededPermissions<Session>(
  source: Source<Session>,
  { permissionsOf }: Pick<Connection<Session>, 'permissionsOf'>,
  config: Config,
): readonly Permission[] {
  const permissions = permissionsOf(source);
  if (source.tags === undefined || !wantsTags(config)) return permissions;
  return [...permissions, { action: source.tags.permission, use: 'detail' }];
}

/** Reads tags once for all sources that share a session's listing. */
async function readTags<Session>(
  { tags }: Source<Session>,
  session: Session,
  { target, config }: Probe,
  record: ProbeRecord,
): Promise<void> {
  if (tags === undefined || !wantsTags(config) || record.proven().includes(tags.permission)) return;
  await record.attempt(tags.permission, () => tags.read(session, target));
}

/** The problem names a missing permission. If it names none, the call failed for another reason and no grant helps. */
export function troubleOf(
  problem: Problem,
  { isForbidden }: Pick<Connection<never>, 'isForbidden'>,
  where: Pick<Trouble, 'location' | 'source' | 'accepted'>,
): Trouble {
  if (isForbidden(problem)) return { ...where, problem, state: 'denied' };
  return { ...where, problem, state: problem.missingPermission === undefined ? 'failed' : 'missing' };
}

/** Maximum number of SKCs of a target that are requested by name. */
const SAMPLE = 5;

/**
 * The first SKCs of a target: several if successful calls are recorded, since not every SKC supports every call;
 * otherwise one page, from which the permissions are inferred.
 */
async function readSample<Session>(
  source: Source<Session>,
  { session, answered, isIrrelevant }: SampleSession<Session>,
  { target, now }: Probe,
  record: ProbeRecord,
): Promise<Skc[]> {
  const skcs: Skc[] = [];
  try {
    for await (const page of source.list(session, readingOf(target, now, record))) {
      skcs.push(...page);
      if (answered === undefined || skcs.length >= SAMPLE) break;
    }
  } catch (error) {
    if (isIrrelevant?.(error) !== true) throw error;
  }
  if (answered !== undefined) return skcs.slice(0, SAMPLE);
  record.conclude(skcs.length === 0);
  return skcs.slice(0, 1);
}

function readingOf(target: Target, now: Instant, record: ProbeRecord): Reading {
  return {
    target,
    now,
    known: () => Promise.resolve(new Map()),
    continuesAt: () => undefined,
    asOf: () => undefined,
    recheckAt: () => undefined,
    facts: () => undefined,
    problem: (problem) => record.problem(problem),
  };
}

/**
 * Requests one SKC by name, and reads precisely what a run may have to confirm. If permissions are inferred, one
 * precise reading is enough; otherwise every call is made that has not succeeded yet.
 */
async function confirm<Session>(
  source: Source<Session>,
  { session, answered }: SampleSession<Session>,
  skc: Skc,
  now: Instant,
  record: ProbeRecord,
): Promise<void> {
  const verify = actionsFor(source.permissions, 'verify');
  const [gone = verify.shift()] = actionsFor(source.permissions, 'absence');
  if (answered === undefined && gone === undefined) return;
  const stored: StoredSkc = { ...skc, revision: 1, discoveredAt: now, changedAt: now };
  await record.attempt(gone ?? source.type, () => source.isGone(session, stored));
  const readings = answered === undefined ? source.precise.slice(0, 1) : source.precise;
  for (const precise of readings)
    if (record.untried().length > 0)
      await record.attempt(precise.operation ?? verify[0] ?? gone ?? source.type, () =>
        precise.read(session, skc, now),
      );
}

function actionsFor(permissions: readonly Permission[], wanted: Permission['use']): string[] {
  return permissions.filter(({ use }) => use === wanted).map(({ action }) => action);
}
