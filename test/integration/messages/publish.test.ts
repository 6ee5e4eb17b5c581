import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../shared/clouds/aws/client.ts';
import { OutdatedRun } from '../../../shared/inventory/outdated-run.ts';
import type { MessageLog } from '../../../shared/messages/contract.ts';
import { NotPublished, Unanswered } from '../../../shared/messages/errors.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { account, finding } from '../../bed/messages/fixture.ts';
import {
  deliverFindings,
  findingsOf,
  openStage,
  openTopic,
  published,
  tomorrow,
  type Stage,
} from '../../bed/messages/stage.ts';

const PAY = account().key;
const DIGESTS = { audience: PAY, kind: 'digest', subject: 'findings' };
let stage: Stage;
let topic: string;

beforeEach(async () => {
  stage = await openStage();
  topic = await openTopic(stage.sns);
  await stage.inventory.writeFinding(finding({ name: 'a', severity: 'high' }));
  await stage.inventory.writeFinding(finding({ name: 'b', rung: 14, rule: 'expiring' }));
});
afterEach(() => stage.stop());

describe('deliver', () => {
  it('sends once, marks the findings as notified and sends nothing the next time', async () => {
    const first = await deliverFindings(stage, topic);
    expect(first.sent?.digest.first).toBe(true);
    expect((await stage.messageLog.last(DIGESTS))?.state).toBe('settled');
    const id = first.sent?.digest.id;
    for (const each of await findingsOf(stage.inventory))
      expect(each.notified['account']).toMatchObject({ digest: id, severity: each.severity, state: 'open' });
    tomorrow(stage);
    expect(await deliverFindings(stage, topic)).toMatchObject({ resumed: [], sent: undefined });
    expect(published(stage)).toEqual([id]);
  });

  it('sends only what is worse, under another id', async () => {
    await deliverFindings(stage, topic);
    tomorrow(stage);
    const [one] = await findingsOf(stage.inventory);
    if (one === undefined) throw new Error('no finding');
    await stage.inventory.writeFinding({ ...one, severity: 'critical', revision: one.revision + 1 });
    const second = await deliverFindings(stage, topic);
    expect(second.sent?.digest).toMatchObject({ first: false, news: { worse: 1, new: 0 } });
    expect(new Set(published(stage)).size).toBe(2);
  });

  it('sends the same digest again if the response to the first publication was lost', async () => {
    stage.sandbox.faults.add({ operation: 'Publish', kind: 'drop-after', times: 1 });
    await expect(deliverFindings(stage, topic)).rejects.toThrow(NotPublished);
    tomorrow(stage);
    const { resumed, sent } = await deliverFindings(stage, topic);
    expect(sent).toBeUndefined();
    expect(resumed).toHaveLength(1);
    const ids = published(stage);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it.each([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
  ])(
    'publishes no message more than twice when %i answers in a row are lost, although the client would retry',
    async (lost, copies) => {
      const sns = retryingSnsOf(stage);
      stage.sandbox.faults.add({ operation: 'Publish', kind: 'drop-after', times: lost });
      let marked: string | undefined;
      for (let run = 0; run <= lost; run++) {
        const error = await deliverFindings({ ...stage, sns }, topic).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error instanceof NotPublished).toBe(run < lost);
        tomorrow(stage);
        marked = (await findingsOf(stage.inventory))[0]?.notified['account']?.digest;
        // Nothing counts as notified before SNS has answered.
        expect(marked === undefined).toBe(run < lost);
      }
      const ids = published(stage);
      expect(ids).toHaveLength(copies);
      for (const id of ids) expect(ids.filter((each) => each === id).length).toBeLessThanOrEqual(2);
      expect(marked).toBe(ids.at(-1));
      expect(await deliverFindings({ ...stage, sns }, topic)).toMatchObject({ resumed: [], sent: undefined });
      sns.destroy();
    },
  );

  it.each([2, 3, 4])(
    'publishes two copies and no more in one run, however often its step is repeated: %i answers lost',
    async (lost) => {
      stage.sandbox.faults.add({ operation: 'Publish', kind: 'drop-after', times: lost });
      const run = { id: 'run-1', now: stage.clock.now };
      const failures: unknown[] = [];
      for (let attempt = 0; attempt < 5; attempt++)
        await deliverFindings(stage, topic, { run }).catch((error: unknown) => failures.push(error));
      expect(published(stage)).toHaveLength(2);
      expect(failures.map((error) => (error instanceof Error ? error.name : ''))).toEqual([
        NotPublished.name,
        NotPublished.name,
        Unanswered.name,
        Unanswered.name,
        Unanswered.name,
      ]);
    },
  );

  it('waits until the lease has ended before it repeats a message without an answer', async () => {
    stage.sandbox.faults.add({ operation: 'Publish', kind: 'drop-after', times: 1 });
    await expect(deliverFindings(stage, topic)).rejects.toThrow('once more, under the same id, when');
    const before = Date.parse(stage.clock.now);
    await deliverFindings(stage, topic);
    expect((Date.parse(stage.clock.now) - before) / 1_000).toBeCloseTo(60, -1);
    expect(published(stage)).toHaveLength(2);
  });

  it('repeats at once what SNS throttled, since it did not take it', async () => {
    stage.sandbox.faults.add({ operation: 'Publish', kind: 'throttle', times: 3 });
    expect((await deliverFindings(stage, topic)).sent).toBeDefined();
    expect(published(stage)).toHaveLength(1);
  });

  it('counts no attempt that SNS refused: what was refused thrice may still be repeated once', async () => {
    for (const kind of ['deny', 'deny', 'deny', 'drop-after'] as const) {
      stage.sandbox.faults.add({ operation: 'Publish', kind, times: 1 });
      await expect(deliverFindings(stage, topic)).rejects.toThrow(NotPublished);
      stage.sandbox.faults.clear();
    }
    tomorrow(stage);
    expect((await deliverFindings(stage, topic)).resumed).toHaveLength(1);
    const ids = published(stage);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });

  it('is refused in a run older than the one that sent last', async () => {
    await deliverFindings(stage, topic);
    await stage.inventory.writeFinding(finding({ name: 'c' }));
    const run = { id: 'run-0', now: addDays(stage.clock.now, -1) };
    await expect(deliverFindings(stage, topic, { run })).rejects.toThrow(OutdatedRun);
    expect(published(stage)).toHaveLength(1);
  });

  it('keeps what SNS refused, releases the lease and sends it with the next run, without waiting', async () => {
    stage.sandbox.faults.add({ operation: 'Publish', kind: 'deny', times: 1 });
    const failed = deliverFindings(stage, topic);
    await expect(failed).rejects.toThrow(/Could not publish message D-[0-9a-f]{8} to .*sns:Publish/);
    await expect(failed).rejects.toHaveProperty('cause.name', 'AuthorizationErrorException');
    const before = stage.clock.now;
    const { resumed } = await deliverFindings(stage, topic);
    expect(resumed).toHaveLength(1);
    expect(stage.clock.now).toBe(before);
    expect(published(stage)).toHaveLength(1);
  });

  it('completes a pending message before it sends newer findings', async () => {
    stage.sandbox.faults.add({ operation: 'Publish', kind: 'deny', times: 1 });
    await expect(deliverFindings(stage, topic)).rejects.toThrow(NotPublished);
    await stage.inventory.writeFinding(finding({ name: 'c' }));
    const { resumed, sent } = await deliverFindings(stage, topic);
    expect(resumed).toHaveLength(1);
    expect(sent?.digest.entries.map((entry) => entry.subject.name)).toEqual(['c']);
  });

  it('sends one message when several runs overlap', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => deliverFindings(stage, topic)));
    expect(published(stage)).toHaveLength(1);
    expect(all.filter((each) => each.sent !== undefined)).toHaveLength(1);
  });

  it('waits for the lease of a killed run, and no longer', async () => {
    await expect(
      deliverFindings({ ...stage, messageLog: dyingAt(stage.messageLog, 2, 'after').messageLog }, topic),
    ).rejects.toThrow('killed');
    expect((await stage.messageLog.last(DIGESTS))?.state).toBe('pending');
    const before = Date.parse(stage.clock.now);
    expect((await deliverFindings(stage, topic)).resumed).toHaveLength(1);
    expect((Date.parse(stage.clock.now) - before) / 1_000).toBeCloseTo(60, -1);
  });

  // last, begin, sent, markNotified, settled: each of the log's five calls, killed before and after.
  it.each([1, 2, 3, 4, 5].flatMap((call) => [[call, 'before'] as const, [call, 'after'] as const]))(
    'loses nothing when killed at call %i of the log, %s it',
    async (call, when) => {
      const dying = dyingAt(stage.messageLog, call, when);
      await expect(deliverFindings({ ...stage, messageLog: dying.messageLog }, topic)).rejects.toThrow(
        'killed',
      );
      tomorrow(stage);
      await deliverFindings(stage, topic);
      const ids = published(stage);
      expect(new Set(ids).size).toBe(1);
      // SNS accepted it and the log did not record that: the only case in which a message is sent twice.
      expect(ids).toHaveLength(call === 3 && when === 'before' ? 2 : 1);
      for (const each of await findingsOf(stage.inventory))
        expect(each.notified['account']?.digest).toBe(ids[0]);
      expect((await stage.messageLog.last(DIGESTS))?.state).toBe('settled');
      tomorrow(stage);
      expect((await deliverFindings(stage, topic)).sent).toBeUndefined();
    },
  );
});

/** A client with the retries of the product's own. */
function retryingSnsOf({ sandbox }: Pick<Stage, 'sandbox'>): SNSClient {
  return new SNSClient({
    ...clientConfig('us-east-1', async () => ({ accessKeyId: '111111111111', secretAccessKey: 'sandbox' })),
    endpoint: sandbox.url,
  });
}

/** The real log in a process that is killed before or after its nth call. */
function dyingAt(messageLog: MessageLog, nth: number, when: 'before' | 'after'): { messageLog: MessageLog } {
  let calls = 0;
  const dying = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls > nth || (calls === nth && when === 'before')) throw new Error('killed');
    const answer = await call();
    if (calls === nth) throw new Error('killed');
    return answer;
  };
  return {
    messageLog: {
      last: (thread) => dying(() => messageLog.last(thread)),
      begin: (record, after, isGivenUp) => dying(() => messageLog.begin(record, after, isGivenUp)),
      takeOver: (record, until, attempts) => dying(() => messageLog.takeOver(record, until, attempts)),
      published: (record, topics) => dying(() => messageLog.published(record, topics)),
      sent: (record, id) => dying(() => messageLog.sent(record, id)),
      markNotified: (record) => dying(() => messageLog.markNotified(record)),
      settled: (record) => dying(() => messageLog.settled(record)),
    },
  };
}
