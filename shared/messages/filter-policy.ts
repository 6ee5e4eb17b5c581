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

/** Policies shown in `docs/messages.md`. */
export const EXAMPLE_POLICIES: readonly { purpose: string; filter: DigestFilter }[] = [
  { purpose: 'only what is critical', filter: { severity: ['critical'] } },
  {
    purpose: 'whenever something high or critical is among it',
    filter: { severities: ['high', 'critical'] },
  },
  { purpose: 'two accounts of the organisation', filter: { account: ['123456789012', '210987654321'] } },
  { purpose: 'certificates that end', filter: { rules: ['expired', 'expiring', 'renewal-failed'] } },
];
