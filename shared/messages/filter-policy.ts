import { digest } from './kinds/digest/kind.ts';

/** Values that an attribute of digests may have, by the attribute's name. */
export type DigestFilter = Readonly<Record<string, readonly string[]>>;

/**
 * An SNS filter policy (scope `MessageAttributes`) that narrows digests and lets every other kind of message through:
 * a review or a compromise notice must never be lost because it has no severity. Kinds that a later version adds pass
 * as well.
 *
 * `$or` takes two or more objects, and `anything-but` is allowed in them (Amazon SNS developer guide, "AND/OR logic").
 * @throws {RangeError} when nothing is filtered by: SNS takes no empty policy.
 */
export function filterPolicy(filter: DigestFilter): object {
  if (Object.keys(filter).length === 0) throw new RangeError('a filter policy without an attribute');
  if ('kind' in filter) throw new RangeError('a filter policy must not narrow the kind of message');
  return { $or: [filter, { kind: [{ 'anything-but': [digest.name] }] }] };
}
