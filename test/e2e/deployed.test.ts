import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestSchema, type Digest } from '../../shared/messages/kinds/digest/content.ts';
import { accountKey, type AccountKey } from '../../shared/model/account.ts';
import { daysBetween, instant } from '../../shared/model/instant.ts';
import { PLAN_PERMISSIONS } from '../../shared/readers/aws/organisation.ts';
import { FEDERATION_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import { awsReadActions } from '../../shared/readers/aws/permissions.ts';
import { NOT_IN_MOTO } from '../bed/servers/moto.ts';
import { functionMemory, functionSizes } from './function-memory.ts';
import { leftOut, NO_CLOCK } from './left-out.ts';
import {
  areSeenByTheDoctor,
  losesAzureWithItsTrust,
  OTHER_ACCOUNTS,
  readsTheAssetInventory,
  readsTheOtherClouds,
} from './other-clouds-read.ts';
import { isRestored, isStillProtected, isWatchedItself, protect } from './operated.ts';
import { setTheStage, type Stage } from './stage.ts';
import { namesOf, skcsOf, verdictsOf } from './stored.ts';

const COLLECT = ['collect-aws', 'collect-azure', 'collect-gcp'] as const;
const WORKFLOW = ['begin', 'plan', ...COLLECT, 'evaluate', 'alert', 'finish'] as const;
const MEMBERS_READ = ['long-ago', 'last-year', 'new'] as const;

// One deployment is created, used, changed and destroyed: each test continues where the last one ended.
describe('a deployment', () => {
  /** The organisation's messages so far. */
  const toOrganisation: Digest[] = [];
  let stage: Stage;
  let firstRun: string;

  beforeAll(async () => {
    stage = await setTheStage((text) => console.log(text));
  }, 300_000);

  afterAll(async () => {
    await stage?.stop();
  }, 30_000);

  it('reports everything that is missing at once, before the account is prepared', async () => {
    stage.configure({ alerts: { region: 'eu-west-1' } });
    const { code, stderr } = await stage.skc('deploy', '--yes');
    expect(stderr).toContain('npx cdk bootstrap aws://123456789012/us-east-1');
    expect(stderr).toContain('alerts.region is eu-west-1');
    expect(code).toBe(2);
    stage.configure({});
  });

  it('is not created without a terminal and --yes', async () => {
    const { code, stderr } = await stage.skc('deploy');
    expect(stderr).toContain('skc deploy asks for confirmation, and there is no terminal to ask on');
    expect(code).toBe(2);
  });

  it('is created by one command, which prints what to do next', async () => {
    const bootstrapped = await stage.cdk('bootstrap', 'aws://123456789012/us-east-1');
    expect(bootstrapped.stderr).toContain('bootstrapped');
    const ran = await stage.skc('deploy', '--yes');
    expect(ran).toMatchObject({ code: 0 });
    const { stdout } = ran;
    expect(ran.stderr).toContain('which finds accounts without the member role denied');
    expect(stdout).toContain('What to do next');
    expect(stdout).toContain('Alarms also go to night@example.com');
    expect(stdout).toContain('--parameter-overrides CollectorAccountId=123456789012');
  });

  it('runs for the first time without a command, successfully through both distributed Maps', async () => {
    const { workflow } = stage;
    firstRun = await workflow.newest(0);
    expect(await workflow.end(firstRun)).toMatchObject({ status: 'SUCCEEDED' });
    // Each account of the three clouds is one batch of targets, then one account to evaluate.
    const each = 4 + OTHER_ACCOUNTS.length;
    expect(await workflow.mapRuns(firstRun)).toEqual([
      { succeeded: each, total: each },
      { succeeded: each, total: each },
    ]);
  });

  isWatchedItself(() => stage);

  it('has exactly the SKCs of the accounts', async () => {
    const seeded = MEMBERS_READ.flatMap((name) => stage.members[name].skcs);
    const stored = await Promise.all(MEMBERS_READ.map((name) => skcsOf(stage.inventory, keyOf(name))));
    expect(namesOf(stored.flat())).toEqual(namesOf(seeded));
  });

  it('has the dates of the accounts', async ({ annotate }) => {
    if (stage.emulators.clocks === undefined) return leftOut(annotate, `dates in the past: ${NO_CLOCK}`);
    const now = instant(new Date());
    for (const name of MEMBERS_READ)
      for (const { type, createdAt, expiresAt } of await skcsOf(stage.inventory, keyOf(name))) {
        const age = Math.round(daysBetween(createdAt ?? '', now));
        const left = expiresAt === undefined ? undefined : Math.round(daysBetween(now, expiresAt));
        const { ageDays } = stage.members[name];
        const ends = type === 'aws.acm-certificate' ? 365 - ageDays : undefined;
        expect({ type, age, left }).toEqual({ type, age: ageDays, left: ends });
      }
  });

  it('has the expected findings', async ({ annotate }) => {
    if (stage.emulators.clocks === undefined)
      return leftOut(annotate, `verdicts that need the past: ${NO_CLOCK}`);
    const everywhere = (rule: string, severity: string, name: string) => [
      `${severity} ${rule} ${name} eu-west-1`,
      `${severity} ${rule} ${name} us-east-1`,
    ];
    const certificate = (name: (typeof MEMBERS_READ)[number]) => `www.${stage.members[name].id}.example.com`;
    expect(await verdictsOf(stage.inventory, keyOf('long-ago'))).toEqual(
      [
        ...everywhere('expired', 'medium', certificate('long-ago')),
        // Never changed since it was made, so its version is as old.
        ...everywhere('rotation-overdue', 'medium', 'database/password'),
        ...everywhere('rotation-off', 'medium', 'key'),
        ...everywhere('unused', 'low', 'database/password'),
        'high rotation-overdue key global',
        'medium unused key global',
      ].toSorted(),
    );
    expect(await verdictsOf(stage.inventory, keyOf('last-year'))).toEqual(
      [
        ...everywhere('expiring', 'medium', certificate('last-year')),
        ...everywhere('never-expires', 'high', 'database/password'),
        ...everywhere('rotation-off', 'medium', 'key'),
        ...everywhere('unused', 'low', 'database/password'),
        'high rotation-overdue key global',
        'medium unused key global',
      ].toSorted(),
    );
    expect(await verdictsOf(stage.inventory, keyOf('new'))).toEqual(
      [
        ...everywhere('never-expires', 'medium', 'database/password'),
        ...everywhere('rotation-off', 'medium', 'key'),
        'high no-contact new -',
      ].toSorted(),
    );
  });

  readsTheOtherClouds(() => stage);

  it('sends an account’s queue one message, as the published schema describes', async () => {
    const [first, ...others] = await stage.queue.take();
    expect(others).toEqual([]);
    const published: unknown = JSON.parse(
      readFileSync(new URL('../../shared/messages/kinds/digest/digest.schema.json', import.meta.url), 'utf8'),
    );
    if (typeof published !== 'object' || published === null) throw new Error('there is no published schema');
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(published);
    const digest: unknown = JSON.parse(first?.Message ?? '');
    validate(digest);
    expect(validate.errors).toBeNull();
    expect(first?.TopicArn).toMatch(/:skc-watch-\d{12}$/);
    expect(digestSchema.parse(digest).audience).toBe(`aws#${stage.members['long-ago'].id}`);
  });

  it('sends a subscriber with a filter policy its severity and no other', async () => {
    const high = await stage.onlyHigh.take();
    const severity = stage.emulators.clocks === undefined ? 'medium' : 'high';
    expect(high.map(({ MessageAttributes }) => MessageAttributes['severity']?.Value)).toEqual(
      severity === 'high' ? ['high'] : [],
    );
    expect(await stage.onlyCritical.take()).toEqual([]);
  });

  it('sends a webhook the machine JSON, from a topic of its own', async () => {
    const [sent, ...others] = receivedAt(`skc-watch-${stage.members['long-ago'].id}__webhook`);
    expect(others).toEqual([]);
    const digest = digestSchema.parse(JSON.parse(sent?.message ?? ''));
    expect(digest.audience).toBe(keyOf('long-ago'));
  });

  it('keeps an older subscription of a webhook on the account’s topic in its format, without a new confirmation', async () => {
    const [sent, ...others] = receivedAt(`skc-watch-${stage.members['last-year'].id}`);
    expect(others).toEqual([]);
    const chat: unknown = JSON.parse(sent?.message ?? '');
    expect(chat).toMatchObject({ version: '1.0', source: 'custom' });
    expect(JSON.stringify(chat)).toContain(stage.members['last-year'].id);
    expect(stage.webhook.confirmed.map(nameOfTopic).toSorted()).toEqual(
      [
        `skc-watch-${stage.members['last-year'].id}`,
        `skc-watch-${stage.members['long-ago'].id}__webhook`,
      ].toSorted(),
    );
  });

  it('sends an address of two accounts one message over both', async () => {
    const [sent, ...others] = await stage.sharedQueue.take();
    expect(others).toEqual([]);
    expect(nameOfTopic(sent?.TopicArn ?? '')).toMatch(/^skc-watch-to__[a-z2-7]{26}$/);
    const { accounts = [] } = digestSchema.parse(JSON.parse(sent?.Message ?? ''));
    expect(new Set(accounts.map(({ key }) => key))).toEqual(new Set([keyOf('long-ago'), keyOf('last-year')]));
  });

  it('keeps an older subscription to the topics of both accounts', async () => {
    const sent = await stage.formerQueue.take();
    expect(sent.map(({ TopicArn }) => nameOfTopic(TopicArn)).toSorted()).toEqual(
      [stage.members['long-ago'], stage.members['last-year']].map(({ id }) => `skc-watch-${id}`).toSorted(),
    );
  });

  it('notifies the organisation of the accounts whose contacts were not notified', async () => {
    const [first, ...others] = await stage.organisationQueue.take();
    expect(others).toEqual([]);
    const digest = digestSchema.parse(JSON.parse(first?.Message ?? ''));
    toOrganisation.push(digest);
    expect(new Set(digest.entries.map(({ account }) => account))).toEqual(
      new Set([`aws#${stage.members.new.id}`, `aws#${stage.members.shut.id}`, ...OTHER_ACCOUNTS]),
    );
  });

  it('reports the account that denies access with the missing permission, and reads the others completely', async () => {
    const accounts = await stage.inventory.accounts();
    const shut = accounts.find(({ id }) => id === stage.members.shut.id);
    expect(shut?.standing?.coverage).toMatchObject({ planned: 10, complete: 0, denied: 10 });
    for await (const scan of stage.inventory.scans(`aws#${stage.members.shut.id}`))
      expect(scan.problems[0]?.missingPermission).toBe('sts:AssumeRole');
    const others = MEMBERS_READ.map((name) => stage.members[name].id);
    const whole = accounts.filter(
      ({ id, standing }) => others.includes(id) && standing?.coverage.complete === 10,
    );
    expect(whole).toHaveLength(3);
  });

  it('answers skc --stack from its table', async () => {
    const ran = await stage.skc('--stack', 'SkcWatch', 'list', '--json');
    expect(ran).toMatchObject({ code: 0 });
    const { stdout } = ran;
    const listed = stage.members['long-ago'].skcs.filter(({ id }) => stdout.includes(JSON.stringify(id)));
    expect(listed).toHaveLength(7);
  });

  it('is run again by skc run --remote, which follows it to the summary, and sends nothing twice', async () => {
    const ran = await stage.skc('run', '--remote');
    // The exit code reports what could not be read.
    expect(ran).toMatchObject({ code: 3 });
    expect(ran.stdout).toContain(`SKCs in ${4 + OTHER_ACCOUNTS.length} accounts`);
    expect(ran.stdout).toContain('shut, 10 targets: denied (AccessDenied at sts:AssumeRole');
    const { queue, organisationQueue, sharedQueue, formerQueue } = stage;
    for (const each of [queue, sharedQueue, formerQueue]) expect(await each.take()).toEqual([]);
    // The organisation is sent what its first message had no room for, and nothing of what that one named.
    const [first] = toOrganisation;
    const later = await organisationQueue.take();
    expect(later).toHaveLength(first?.postponed === 0 ? 0 : 1);
    const named = ({ entries }: Digest) => entries.map(({ subject, rule }) => `${rule} ${subject.id}`);
    const again = later.flatMap(({ Message }) => named(digestSchema.parse(JSON.parse(Message))));
    expect(again.filter((each) => first !== undefined && named(first).includes(each))).toEqual([]);
    expect(again.length).toBeLessThanOrEqual(first?.postponed ?? 0);
    expect(stage.webhook.notifications).toHaveLength(2);
  });

  it('is checked from inside by skc doctor, which names the next step for the denied account', async () => {
    const ran = await stage.skc('--stack', 'SkcWatch', 'doctor');
    expect(ran).toMatchObject({ code: 3 });
    const { stdout } = ran;
    expect(stdout).toContain(`granted  long-ago (${stage.members['long-ago'].id}): 6 sources`);
    expect(stdout).toContain(`missing  shut (${stage.members.shut.id})`);
    expect(stdout).toContain('--template-file cdk.out/SkcWatchMember.template.json');
    expect(stdout).toMatch(/ok\s+schedule, skc-watch: rate\(1 day\)/);
    expect(stdout).toMatch(/ok\s+topic, the organisation: 1 confirmed/);
    expect(stdout).toMatch(/ok\s+last run: /);
    expect(stdout).toContain('topic, the watchdog of alarms: ');
    expect(stdout).not.toContain(new URL(stage.heartbeat).pathname);
    expect(stdout).toMatch(/ok\s+concurrency: a run starts up to \d+ functions at once/);
  });

  areSeenByTheDoctor(() => stage);

  it('needs no more memory than its functions have', async ({ annotate }) => {
    const used = functionMemory(stage.emulators.deployed.pid);
    if (used.length === 0) return leftOut(annotate, 'memory: only known on Linux');
    const given = await functionSizes(stage.emulators.deployed.url);
    const lines = used.map(
      ({ step, megabytes }) => `${step.padEnd(12)} ${megabytes} MB of ${given.get(step) ?? '?'} MB`,
    );
    console.log(`Memory by function, the most so far:\n${lines.join('\n')}`);
    expect(used.map(({ step }) => step)).toEqual(expect.arrayContaining([...WORKFLOW]));
    expect(used.filter(({ step, megabytes }) => megabytes > (given.get(step) ?? 0))).toEqual([]);
  });

  it('calls nothing that is not declared, and nothing that returns a value', () => {
    const declared = new Set(
      [
        ...awsReadActions(),
        ...PLAN_PERMISSIONS,
        ...FEDERATION_PERMISSIONS,
        'sts:AssumeRole',
        'sts:GetCallerIdentity',
      ].map((action) => action.toLowerCase()),
    );
    const called = new Set(
      stage.emulators.gate.calls.map(({ service, operation }) => `${service}:${operation}`),
    );
    expect(called.size).toBeGreaterThan(8);
    expect([...called].filter((each) => !declared.has(each.toLowerCase()))).toEqual([]);
  });

  it('keeps its data when a changed configuration is deployed', async () => {
    const before = await skcsOf(stage.inventory, keyOf('long-ago'));
    stage.configure({
      schedule: { expression: 'rate(12 hours)', flexibleMinutes: 0 },
      gcp: stage.others.printed.gcp,
    });
    await protect(stage, true);
    const ran = await stage.skc('deploy', '--yes');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toContain('rate(12 hours)');
    expect(await skcsOf(stage.inventory, keyOf('long-ago'))).toEqual(before);
    const { stdout } = await stage.skc('--stack', 'SkcWatch', 'doctor');
    expect(stdout).toMatch(/ok\s+schedule, skc-watch: rate\(12 hours\)/);
  });

  isStillProtected(() => stage);

  isRestored(() => stage);

  it('retains table, bucket, key, logs and topics of accounts when it is destroyed, and lists them', async () => {
    const before = await skcsOf(stage.inventory, keyOf('long-ago'));
    await stage.nameTheKey();
    const ran = await stage.skc('destroy', '--yes');
    expect(ran).toMatchObject({ code: 0 });
    const { stdout } = ran;
    expect(stdout).toMatch(/AWS::DynamoDB::Table\s+skc-watch\n/);
    expect(stdout).toMatch(/AWS::S3::Bucket\s+skc-watch-123456789012-us-east-1\n/);
    expect(stdout).toMatch(/AWS::KMS::Key\s+\S+\n/);
    expect(stdout).toMatch(/AWS::Logs::LogGroup\s+\/aws\/lambda\/skc-watch-plan\n/);
    expect(stdout).toMatch(new RegExp(`AWS::SNS::Topic\\s+\\S+:skc-watch-${stage.members['long-ago'].id}\n`));
    expect((await stage.skc('--stack', 'SkcWatch', 'list')).stderr).toContain('no stack SkcWatch');
    expect(await skcsOf(stage.inventory, keyOf('long-ago'))).toEqual(before);
  });

  it('imports what it retained when it is deployed again, and sends nothing again', async () => {
    // The changed configuration leaves out the account that denies access.
    stage.configure({
      schedule: { expression: 'rate(12 hours)', flexibleMinutes: 0 },
      gcp: stage.others.printed.gcp,
      exclude: { accounts: [stage.members.shut.id], sources: NOT_IN_MOTO },
    });
    const ran = await stage.skc('deploy', '--yes');
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toContain('an earlier deployment left the table skc-watch');
    const executions = await stage.workflow.executions();
    const execution = executions.at(-1) ?? (await stage.workflow.newest(0));
    expect(await stage.workflow.end(execution)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await stage.queue.take()).toEqual([]);
  });

  it('reads no account that the configuration leaves out, says so once, and its runs succeed', async () => {
    const { id } = stage.members.shut;
    const accounts = await stage.inventory.accounts();
    const shut = accounts.find((account) => account.id === id);
    expect(shut).toMatchObject({ status: 'excluded', targetCount: 0 });
    expect(shut?.standing).toMatchObject({ findings: { critical: 0, high: 0, medium: 0, low: 0 } });
    const messages = await stage.organisationQueue.take();
    const last = digestSchema.parse(JSON.parse(messages.at(-1)?.Message ?? '{}'));
    expect(last.leftOut).toMatchObject([{ id }]);
    const { stdout } = await stage.skc('--stack', 'SkcWatch', 'targets', '--account', id);
    expect(stdout).toContain('excluded');
  });

  readsTheAssetInventory(() => stage);

  // Last, since deploying with a moved clock is slow.
  it('runs on schedule when the clock moves forward by a day', async ({ annotate }) => {
    const { clocks } = stage.emulators;
    if (clocks === undefined) return leftOut(annotate, `the schedule firing: ${NO_CLOCK}`);
    const before = (await stage.workflow.executions()).length;
    const { read, deployed } = stage.emulators;
    await stage.others.clock?.moveTo(25, `${stage.others.url}/_sandbox/health`);
    await clocks.read.moveTo(25, `${read.url}/moto-api/`);
    await clocks.deployed.moveTo(25, `${deployed.url}/_ministack/health`);
    const execution = await stage.workflow.newest(before);
    expect(await stage.workflow.end(execution)).toMatchObject({ status: 'SUCCEEDED' });
  });

  losesAzureWithItsTrust(() => stage);

  function receivedAt(topic: string) {
    return stage.webhook.notifications.filter(({ topicArn }) => nameOfTopic(topicArn) === topic);
  }

  function nameOfTopic(arn: string): string {
    return arn.split(':').at(-1) ?? '';
  }

  function keyOf(name: (typeof MEMBERS_READ)[number]): AccountKey {
    return accountKey('aws', stage.members[name].id);
  }
});
