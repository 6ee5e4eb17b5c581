import { isAccountKey, type AccountKey } from '../../shared/model/account.ts';
import type { Audience } from '../../shared/model/audience.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { Terminal } from './terminal.ts';
import { cutTo, cutToPage, PAGE_WIDTH, widthOf } from './width.ts';
import { counted } from './words.ts';

export interface Delivery {
  audience: Audience;
  /** Addresses of confirmed subscriptions. */
  to: readonly string[];
  digestId?: string | undefined;
  /** `not read`: SNS did not say who is subscribed. */
  kind: 'sent' | 'nothing new' | 'not notified' | 'not read';
  messageId?: string | undefined;
}

/** Why an audience with confirmed subscriptions was not notified. */
export const FILTERED = 'the filter policies of all its subscriptions drop this message';

/** Who was sent a message in a run, in at most `room` lines. */
export function alertLines(
  deliveries: readonly Delivery[],
  nameOf: (key: AccountKey) => string,
  colours: Terminal['colours'],
  room: number,
): string[] {
  const audience = ({ audience: key }: Delivery) =>
    key === 'organisation' ? 'the organisation' : isAccountKey(key) ? nameOf(key) : 'a shared contact';
  const sent = deliveries.filter(({ kind }) => kind === 'sent');
  const quiet = deliveries.filter(({ kind }) => kind === 'nothing new').length;
  const warning = (['not notified', 'not read'] as const).flatMap((kind) => {
    const those = deliveries.filter((each) => each.kind === kind);
    return those.length === 0
      ? []
      : [colours.red(cutToPage(`  ${kind}: ${those.map(audience).join(', ')}: skc contacts`))];
  });
  const sentText = sent.length === 0 ? 'no message sent' : `${counted(sent.length, 'message')} sent`;
  return [
    `Alerts: ${sentText}${quiet > 0 ? `, nothing new for ${quiet}` : ''}`,
    ...filled(
      sent.map(
        (each) =>
          `${sanitize(each.digestId ?? '', 20)} ${audience(each)}: ${each.to.map((to) => sanitize(to, 50)).join(', ')}`,
      ),
      Math.max(1, room - 1 - warning.length),
    ),
    ...warning,
  ];
}

/** One part a line if all fit, else several a line; parts that do not fit are counted. */
function filled(parts: readonly string[], room: number): string[] {
  if (parts.length <= room) return parts.map((part) => cutToPage(`  ${part}`));
  const lines: string[] = [];
  for (const [index, part] of parts.entries()) {
    const last = lines.at(-1);
    const left = `; and ${parts.length - index} more`;
    const limit = lines.length === room ? PAGE_WIDTH - left.length : PAGE_WIDTH;
    if (last !== undefined && widthOf(last) + widthOf(part) + 2 <= limit)
      lines[lines.length - 1] = `${last}; ${part}`;
    else if (lines.length < room) lines.push(cutTo(`  ${part}`, PAGE_WIDTH - 15));
    else {
      lines[lines.length - 1] = `${last ?? ''}${left}`;
      break;
    }
  }
  return lines;
}
