import { afterEach, describe, expect, it } from 'vitest';
import { skcSchema, type Skc } from '../../shared/model/skc.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import type { Source } from '../../shared/sources/contract.ts';
import { contradictions } from '../../shared/sources/contradictions.ts';
import type { AwsSession } from '../../shared/clouds/aws/session.ts';
import { exportsOf, hasAll } from '../bed/folder-exports.ts';
import { dynaliteOfFile } from '../bed/pipeline/dynalite-of-file.ts';
import { withList, type SourceFixture } from '../bed/sources/contract.ts';
import { AWS_FIXTURES } from '../bed/sources/fixtures.ts';
import { openSourceStage, type SourceStage } from '../bed/sources/stage.ts';

const sources: readonly Source<AwsSession>[] = awsSources;

describe('the registry of AWS sources', () => {
  const fileOf = (type: string) => `${type.replace('aws.', '')}.ts`;

  it('contains exactly the sources of the folder, each in a file named after its type', async () => {
    const found = await exportsOf('shared/sources/aws', isSource);
    expect(new Set(found.map(({ value }) => value))).toEqual(new Set(sources));
    expect(found.map(({ file }) => file)).toEqual(found.map(({ value }) => fileOf(value.type)));
    expect(found).toHaveLength(sources.length);
  });

  it('has one fixture for every source, in a file named after its type', async () => {
    const found = await exportsOf('test/bed/sources/aws', isFixture);
    expect(found.map(({ file }) => file).toSorted()).toEqual(
      sources.map(({ type }) => fileOf(type)).toSorted(),
    );
    expect(found.map(({ value }) => value.type).toSorted()).toEqual(
      AWS_FIXTURES.map(({ type }) => type).toSorted(),
    );
  });

  it('permits nothing that any source denies', () => {
    const permitted = sources.flatMap(({ permissions }) => permissions.map(({ action }) => action));
    for (const denied of sources.flatMap((source) => source.denied)) {
      const pattern = new RegExp(`^${denied.replaceAll('*', '.*')}$`);
      expect(permitted.filter((action) => pattern.test(action))).toEqual([]);
    }
  });
});

const dynalite = dynaliteOfFile();

describe('a source whose data contradicts a trait', () => {
  let stage: SourceStage;
  afterEach(() => stage.close());

  it('makes the scan partial, naming source, field and trait', async () => {
    const fixture = AWS_FIXTURES.find(({ type }) => type === 'aws.acm-certificate');
    if (fixture === undefined) throw new Error('no fixture of a certificate');
    const source = sourceOf(fixture);
    stage = await openSourceStage(dynalite.url, source, fixture, 2);
    expect((await stage.collect()).scan).toMatchObject({ outcome: 'complete', problems: [] });
    const { scan } = await stage.collect({ ...source, traits: { ...source.traits, end: 'never' } });
    expect(scan).toMatchObject({
      outcome: 'partial',
      problems: [
        {
          kind: 'malformed',
          skcs: 2,
          message: "The source aws.acm-certificate declares end 'never', but listed SKCs have expiresAt.",
        },
      ],
    });
  });
});

describe.each(AWS_FIXTURES.map((fixture) => [fixture.type, fixture] as const))('%s', (type, fixture) => {
  const source = sourceOf(fixture);
  let stage: SourceStage;
  const open = async (skcs: number) => (stage = await openSourceStage(dynalite.url, source, fixture, skcs));
  afterEach(() => stage.close());
  const { service } = fixture;

  it('calls what it declares, no more and no less, and never a value', async () => {
    await open(3);
    const session = await stage.session();
    const known = async () => new Map();
    const skcs: Skc[] = [];
    const { target } = stage;
    const reading = {
      target,
      now: stage.sandbox.clock.now(),
      known,
      continuesAt: () => undefined,
      asOf: () => undefined,
      recheckAt: () => undefined,
      facts: () => undefined,
      problem: fail,
    };
    stage.sandbox.calls.clear();
    for await (const page of source.list(session, reading)) skcs.push(...page);
    expect(skcs).toHaveLength(3);
    for (const skc of skcs) {
      for (const precise of source.precise) {
        const facts = await precise.read(session, skc, reading.now);
        if (facts === 'gone') throw new Error(`${skc.name} is gone`);
        expect(contradictions({ ...skc, ...facts }, source.traits)).toEqual([]);
      }
      const stored = { ...skc, revision: 1, discoveredAt: reading.now, changedAt: reading.now };
      expect(await source.isGone(session, stored)).toBe(false);
      skcSchema.parse(skc);
      expect(contradictions(skc, source.traits)).toEqual([]);
    }
    const called = stage.sandbox.calls.list().filter((call) => call.service !== 'sts');
    expect(called.filter((call) => call.valueRead)).toEqual([]);
    const operations = new Set(called.map((call) => `${call.service}:${call.operation}`));
    expect([...operations].toSorted()).toEqual(source.permissions.map(({ action }) => action).toSorted());
    expect(source.denied.length).toBeGreaterThan(0);
  });

  it('gives each SKC a unique id with account and location', async () => {
    await open(5);
    const { scan } = await stage.collect();
    const skcs = await stage.stored();
    expect(scan).toMatchObject({ outcome: 'complete', count: 5, problems: [] });
    expect(new Set(skcs.map(({ id }) => id)).size).toBe(5);
    for (const skc of skcs) {
      expect(skc).toMatchObject({ type, account: stage.target.account, location: fixture.location });
      expect(skc.id).toContain(':111111111111:');
    }
  });

  it('if refused at its first call: denied, with the permission to grant', async () => {
    await open(2);
    await stage.collect();
    stage.sandbox.faults.add({ service, operation: fixture.first, kind: 'deny' });
    const { scan } = await stage.collect();
    expect(scan).toMatchObject({ outcome: 'denied', listed: false, unreadRuns: 1, count: 2 });
    expect(scan.problems[0]).toMatchObject({ missingPermission: `${service}:${fixture.first}` });
    expect(await absent()).toEqual([]);
  });

  it('if refused after its first page: partial, and nothing is marked absent', async () => {
    await open(3);
    stage.wire.asked = (operation, body) =>
      operation === fixture.listing ? (fixture.smallPages?.(body) ?? body) : body;
    expect((await stage.collect()).scan).toMatchObject({ outcome: 'complete', count: 3 });
    // Keys are listed only for users whose row changed.
    for (const user of stage.account.users)
      user.keys = user.keys.map((key) => ({ ...key, inactiveAt: key.createdAt }));
    stage.sandbox.clock.advanceDays(1);
    stage.sandbox.faults.add({ service, kind: 'deny', ...fixture.second });
    const { scan } = await stage.collect();
    expect(scan).toMatchObject({ outcome: 'partial', listed: fixture.endsAnyway === true, unreadRuns: 1 });
    expect(scan.problems[0]).toMatchObject({ missingPermission: `${service}:${fixture.second.operation}` });
    expect(await absent()).toEqual([]);
    expect(await stage.stored()).toHaveLength(3);
    // And the next one starts from the beginning.
    stage.sandbox.faults.clear();
    expect((await stage.collect()).scan).toMatchObject({ outcome: 'complete', count: 3, unreadRuns: 0 });
  });

  it.each(['garbage', 'truncate'] as const)('a response that is %s: failed, nothing absent', async (kind) => {
    await open(2);
    await stage.collect();
    stage.sandbox.faults.add({ service, kind });
    const { scan } = await stage.collect();
    expect(scan).toMatchObject({ outcome: 'failed', listed: false, count: 2 });
    expect(scan.problems[0]?.code).toMatch(/\w/);
    expect(await absent()).toEqual([]);
  });

  it('missing from the listing but found by name: not deleted, and checked again', async () => {
    await open(3);
    await stage.collect();
    stage.sandbox.clock.advanceDays(1);
    stage.wire.answered = (operation, body) =>
      operation === fixture.listing ? fixture.leaveOutFirst(body) : body;
    const lagging = await stage.collect();
    // A list that names contradict is not complete.
    expect(lagging.scan).toMatchObject({
      outcome: 'partial',
      count: 3,
      problems: [{ code: 'ListContradicted', kind: 'malformed', skcs: 1 }],
    });
    expect(lagging.changes).toEqual({});
    expect(await absent()).toEqual([]);
    // A later listing that still lacks it must not count as unchanged: now it is gone.
    fixture.removeFirst(stage.account, stage.sandbox.clock.now());
    stage.sandbox.clock.advanceDays(1);
    expect((await stage.collect()).changes).toEqual({ deleted: 1 });
  });

  it('deleted: recorded once, with its last known metadata', async () => {
    await open(3);
    await stage.collect();
    const [first = missing()] = await stage.stored();
    stage.sandbox.clock.advanceDays(1);
    fixture.removeFirst(stage.account, stage.sandbox.clock.now());
    expect((await stage.collect()).changes).toEqual({ deleted: 1 });
    expect((await stage.collect()).changes).toEqual({});
    const history = await stage.inventory.history(first.id);
    const now = stage.sandbox.clock.now();
    expect(history?.skc).toEqual({
      ...first,
      state: 'destroyed',
      revision: 2,
      changedAt: now,
      absentAt: now,
    });
    expect(history?.changes.map(({ kinds }) => kinds)).toEqual([['deleted']]);
  });

  // A source whose listing has no enumeration has none to misread.
  it.each(fixture.newWord === undefined ? [] : [fixture.newWord])(
    'a value of a newer API: unknown on that SKC only',
    async ({ operation: corrupted, corrupt, field }) => {
      await open(2);
      stage.wire.answered = (operation, body) =>
        operation === corrupted && body.includes('0') ? corrupt(body) : body;
      expect(await whyUnknown(field)).toMatch(/not known to this version: Q/i);
    },
  );

  it.each(fixture.noDates.map((corrupted) => [corrupted.operation, corrupted] as const))(
    'an invalid date in %s: unknown on that SKC',
    async (_operation, { operation: corrupted, corrupt, field }) => {
      await open(2);
      stage.wire.answered = (operation, body) => (operation === corrupted ? corrupt(body) : body);
      expect(await whyUnknown(field)).toMatch(/not a valid date/);
    },
  );

  it('a date that the SDK refuses: unknown on that SKC, which is counted and named', async () => {
    await open(3);
    const { operation: corrupted, corrupt, field } = fixture.oddDate;
    let times = 0;
    stage.wire.answered = (operation, body) => {
      const odd = operation === corrupted ? corrupt(body) : body;
      return odd !== body && (times += 1) === 1 ? odd : body;
    };
    const { scan } = await stage.collect();
    expect(scan).toMatchObject({
      outcome: 'partial',
      listed: true,
      count: 3,
      problems: [{ kind: 'malformed', operation: `${service}:${corrupted}`, skcs: 1 }],
    });
    const odd = (await stage.stored()).filter(({ unknown }) => Object.hasOwn(unknown, field));
    expect(odd.map(({ unknown }) => unknown[field])).toEqual([expect.stringMatching(/not a valid date/)]);
    expect(scan.problems[0]?.message).toContain(odd[0]?.name);
  });

  describe.each(fixture.list === undefined ? [] : [fixture.list])('its list', ({ member, token }) => {
    it('is missing from a response: partial, nothing absent', async () => {
      await open(3);
      await stage.collect();
      stage.wire.answered = (operation, body) =>
        operation === fixture.listing ? body.replaceAll(new RegExp(`\\b${member}\\b`, 'g'), 'Nothing') : body;
      const { scan } = await stage.collect();
      expect(scan).toMatchObject({ outcome: 'partial', listed: false, count: 3 });
      expect(scan.problems).toMatchObject([
        { code: 'IncompleteListing', operation: `${service}:${fixture.listing}` },
      ]);
      expect(scan.problems[0]?.message).toContain(member);
      expect(await absent()).toEqual([]);
    });

    it('repeats a page token: partial, what came is kept, nothing absent', async () => {
      await open(5);
      stage.wire.asked = (operation, body) =>
        operation === fixture.listing ? (fixture.smallPages?.(body) ?? body) : body;
      // The token of the first page, whatever the page.
      let first: string | undefined;
      stage.wire.answered = (operation, body) => {
        const [given] = new RegExp(`"${token}":"[^"]*"|<${token}>[^<]*</${token}>`).exec(body) ?? [];
        if (operation !== fixture.listing || given === undefined) return body;
        first ??= given;
        return body.replace(given, first);
      };
      const before = stage.sandbox.calls.list().length;
      const { scan } = await stage.collect();
      expect(scan).toMatchObject({ outcome: 'partial', listed: false });
      expect(scan.problems.at(-1)?.message).toContain('repeats a page token');
      expect((await stage.stored()).length).toBeGreaterThan(1);
      expect(stage.sandbox.calls.list().length - before).toBeLessThan(30);
      expect(await absent()).toEqual([]);
    });

    it('has entries that are none: counted, the others are read', async () => {
      await open(3);
      stage.wire.answered = (operation, body) => {
        if (operation !== fixture.listing) return body;
        if (body.startsWith('{')) return withList(body, member, (all) => [null, 'x', {}, ...all]);
        return body.replace(`<${member}>`, `<${member}><member/><member><Path>/</Path></member>`);
      };
      const { scan } = await stage.collect();
      expect(scan).toMatchObject({ outcome: 'partial', listed: true, count: 3 });
      expect(scan.problems).toMatchObject([
        { kind: 'malformed', operation: `${service}:${fixture.listing}` },
      ]);
      expect(scan.problems[0]?.skcs).toBeGreaterThan(1);
    });
  });

  async function absent(): Promise<string[]> {
    return (await stage.stored()).filter(({ absentAt }) => absentAt !== undefined).map(({ name }) => name);
  }

  /** The reason why the field of the first SKC could not be read. */
  async function whyUnknown(field: string): Promise<string | undefined> {
    const { scan } = await stage.collect();
    const skcs = await stage.stored();
    expect(scan.listed).toBe(true);
    expect(skcs).toHaveLength(2);
    return skcs[0]?.unknown[field];
  }
});

describe('every source, throttled three times', () => {
  it('is still read completely', { timeout: 40_000 }, async () => {
    const [first = missing(), ...others] = AWS_FIXTURES;
    const stage = await openSourceStage(dynalite.url, sourceOf(first), first, 2);
    for (const other of others) other.fill(stage.account, 2);
    // In parallel, since most of the time is spent waiting.
    const readings = AWS_FIXTURES.map(async (fixture) => {
      const { service, first: operation } = fixture;
      stage.sandbox.faults.add({ service, operation, kind: 'throttle', times: 3 });
      return stage.collect(sourceOf(fixture), fixture.location);
    });
    for (const { scan } of await Promise.all(readings))
      expect(scan).toMatchObject({ outcome: 'complete', count: 2, problems: [] });
    expect(stage.sandbox.calls.list().filter((call) => call.fault === 'throttle')).toHaveLength(
      3 * AWS_FIXTURES.length,
    );
    await stage.close();
  });
});

function isSource(value: unknown): value is { type: string } {
  return hasAll(value, 'type', 'permissions', 'list');
}

function isFixture(value: unknown): value is { type: string } {
  return hasAll(value, 'type', 'listing', 'fill');
}

function sourceOf({ type }: SourceFixture): Source<AwsSession> {
  return sources.find((each) => each.type === type) ?? missing();
}

function missing(): never {
  throw new Error('the SKC of the test does not exist');
}

function fail(problem: object): never {
  throw new Error(`the listing had a problem: ${JSON.stringify(problem)}`);
}
