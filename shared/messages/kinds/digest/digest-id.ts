import { createHash } from 'node:crypto';
import type { Audience } from '../../../model/audience.ts';
import type { Finding } from '../../../model/finding.ts';
import type { Instant } from '../../../model/instant.ts';
import { compareText } from '../../../rules/order.ts';

/** What a digest says of a finding, for its id: no clock of sending, no wording, no order. */
type Said = Pick<Finding, 'account' | 'rule' | 'state' | 'severity' | 'rung' | 'openedAt'> & {
  subject: { id: string };
  /** When the message was sent that it repeats; undefined for what is news. */
  againSince?: Instant | undefined;
};

/**
 * `D-` and 8 hexadecimal digits of a hash over what is sent to which audience.
 * @param beside What it says besides findings, such as accounts that failed.
 */
export function digestId(audience: Audience, said: readonly Said[], beside: readonly string[] = []): string {
  const lines = said
    .map(({ account, subject, rule, state, severity, rung, openedAt, againSince }) =>
      JSON.stringify([
        account,
        subject.id,
        rule,
        state,
        severity,
        rung ?? null,
        openedAt,
        ...(againSince === undefined ? [] : [againSince]),
      ]),
    )
    .concat(beside.map((fact) => JSON.stringify([fact])))
    .toSorted(compareText);
  const hash = createHash('sha256')
    .update(JSON.stringify([audience, lines]))
    .digest('hex');
  return `D-${hash.slice(0, 8)}`;
}
