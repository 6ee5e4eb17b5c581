import { attributesOf } from '../../shared/config/attributes-of.ts';
import { withEndFromTags } from '../../shared/config/end-from-tags.ts';
import { wantsTags } from '../../shared/config/tags.ts';
import type { CloudFailure } from '../../shared/model/failure.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { Skc } from '../../shared/model/skc.ts';
import type { Problem, Target } from '../../shared/model/target.ts';
import type { Source } from '../../shared/sources/contract.ts';

/** The configuration's settings for tags. */
export type TagSettings = Pick<Config, 'tags' | 'exclusions' | 'attributes' | 'expiryTags'>;

/**
 * Adds the tags that a source's listing lacks, and what the configuration takes from tags: owner, criticality,
 * environment, and the end of secrets that have none of their own.
 * @param settings Without them, or if they need no tags, none are read.
 */
export async function withTags<Session>(
  session: Session,
  target: Target,
  skcs: readonly Skc[],
  {
    source,
    failure,
    settings,
  }: {
    source: Source<Session>;
    failure: (error: unknown, operation: string) => CloudFailure;
    settings: TagSettings | undefined;
  },
): Promise<{ skcs: Skc[]; problems: Problem[] }> {
  const wanted = settings !== undefined && wantsTags(settings);
  const tagged = await withReadTags(session, target, skcs, { source, failure, wanted });
  if (settings === undefined) return tagged;
  return {
    ...tagged,
    skcs: tagged.skcs.map((skc) =>
      withEndFromTags({ ...skc, ...attributesOf(skc.tags, settings.attributes) }, settings.expiryTags),
    ),
  };
}

/**
 * Adds the tags that a source's listing lacks: read in bulk if the configuration needs them, otherwise absent. If they
 * could not be read, they are unknown on every SKC.
 * @param wanted Whether the configuration needs tags.
 */
async function withReadTags<Session>(
  session: Session,
  target: Target,
  skcs: readonly Skc[],
  {
    source,
    failure,
    wanted,
  }: {
    source: Source<Session>;
    failure: (error: unknown, operation: string) => CloudFailure;
    wanted: boolean;
  },
): Promise<{ skcs: Skc[]; problems: Problem[] }> {
  const { tags: reading } = source;
  if (reading === undefined) return { skcs: [...skcs], problems: [] };
  const untagged = skcs.map(withoutTags);
  if (!wanted || skcs.length === 0) return { skcs: untagged, problems: [] };
  try {
    const tagsOf = await reading.read(session, target);
    return { skcs: untagged.map((skc) => ({ ...skc, tags: tagsOf(skc) })), problems: [] };
  } catch (error) {
    const { problem } = failure(error, reading.permission);
    const why = `${problem.code} on ${problem.operation}`;
    return {
      skcs: untagged.map((skc) => ({ ...skc, unknown: { ...skc.unknown, tags: why } })),
      problems: [{ ...problem, skcs: skcs.length }],
    };
  }
}

/** A listing that repeats stored SKCs also repeats their tags. */
function withoutTags({ tags: _t, owner: _o, criticality: _c, environment: _e, ...skc }: Skc): Skc {
  return skc;
}
