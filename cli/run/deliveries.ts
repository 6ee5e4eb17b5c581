import { shownAddress } from '../../shared/contacts/shown-address.ts';
import type { Delivery } from '../screen/run-alerts.ts';
import type { PipelineResult } from './pipeline.ts';

/**
 * What each audience was sent in a run. An account that only shared contacts are notified for is part of their
 * messages and counts as no audience itself.
 */
export function deliveriesOf({
  alerted,
  shared,
  organisation,
  unfinished,
}: Pick<PipelineResult, 'alerted' | 'shared' | 'organisation' | 'unfinished'>): Delivery[] {
  const ofAccounts: Delivery[] = alerted
    .filter(({ to, notNotified }) => to.length > 0 || notNotified !== undefined)
    .map(({ account, to, notNotified, delivered }) => ({
      audience: account,
      to: to.map(shownAddress),
      ...(notNotified === undefined ? sentOf(delivered) : NOT_NOTIFIED),
    }));
  const failed = new Set(shared.failures.map(({ audience }) => audience));
  const ofShared: Delivery[] = shared.audiences
    .filter(({ to }) => to.length > 0)
    .map(({ audience, to, delivered }) => ({
      audience,
      to: to.map(shownAddress),
      ...(failed.has(audience) ? NOT_NOTIFIED : sentOf(delivered)),
    }));
  const ofUnfinished = unfinished.map(({ account }): Delivery => ({
    audience: account,
    to: [],
    ...NOT_NOTIFIED,
  }));
  const all = [...ofAccounts, ...ofUnfinished, ...ofShared];
  if (organisation === undefined) return all;
  const { to, delivered } = organisation;
  const outcome = to.length === 0 ? NOT_NOTIFIED : sentOf(delivered);
  return [...all, { audience: 'organisation', to: to.map(shownAddress), ...outcome }];
}

type Outcome = Pick<Delivery, 'kind' | 'digestId' | 'messageId'>;

const NOT_NOTIFIED: Outcome = { kind: 'not notified' };

function sentOf(delivered: PipelineResult['alerted'][number]['delivered']): Outcome {
  if (delivered?.sent !== undefined)
    return { kind: 'sent', digestId: delivered.sent.digest.id, messageId: delivered.sent.messageId };
  if (delivered?.filtered === true) return NOT_NOTIFIED;
  const resumed = delivered?.resumed.at(-1);
  if (resumed !== undefined) return { kind: 'sent', digestId: resumed.id, messageId: resumed.messageId };
  return { kind: 'nothing new' };
}
