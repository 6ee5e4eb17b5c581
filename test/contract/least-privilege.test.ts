import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Template } from 'aws-cdk-lib/assertions';
import { KEY_USE, type FunctionDeclaration, type Grants } from '../../functions/runtime/declaration.ts';
import { FUNCTIONS, type FunctionName } from '../../functions/registry.ts';
import { memberTemplate } from '../../infra/member-template.ts';
import { deployedName } from '../../infra/names.ts';
import { addDays } from '../../shared/model/instant.ts';
import type { ConfigInput } from '../../shared/config/schema.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { MEMBER_PLAN_PERMISSIONS, PLAN_PERMISSIONS } from '../../shared/readers/aws/organisation.ts';
import { awsKeyUseActions, awsReadActions, awsValueActions } from '../../shared/readers/aws/permissions.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { awsScopes } from '../../shared/readers/aws/scopes.ts';
import { azureSources } from '../../shared/sources/azure/registry.ts';
import { azureScopes } from '../../shared/readers/azure/scopes.ts';
import { readsValue } from '../../sandbox/aws/value-reads.ts';
import { sampleConfig } from '../../sandbox/estate/sample-config.ts';
import { SAMPLE_IDS } from '../../sandbox/estate/sample-organisation.ts';
import { sampleEstate } from '../../sandbox/estate/sample.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import type { RunSummary } from '../../functions/finish/summary.ts';
import { openDynalite } from '../bed/pipeline/stage.ts';
import { startS3 } from '../bed/servers/s3.ts';
import { runSteps, SLICES, type Recorded, type Used } from './recorded-run.ts';
import { ACCOUNT, collectorTemplate, THREE_CLOUDS } from '../bed/infra/synthesised.ts';
import { WITH_ADDED } from '../bed/infra/added-functions.ts';
import { EVERYTHING, isAllowed, policySchema, resolved, type Statement } from '../bed/infra/policy.ts';
import { callableActions } from './callable-actions.ts';

const roleSchema = z.looseObject({
  RoleName: z.string().optional(),
  Policies: z.array(policySchema).default([]),
  PermissionsBoundary: z.unknown().optional(),
  AssumeRolePolicyDocument: z.object({ Statement: z.array(z.looseObject({ Principal: z.unknown() })) }),
});

const functions = FUNCTIONS.map((each): [FunctionName, FunctionDeclaration] => [each.name, each]);
/** Called by Lambda and not by the code: log, traces, dead-letter queue. */
const OWN = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:SendMessage',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const EPOCH = '2026-11-21T06:00:00Z';

let statements: Map<string, Statement[]>;
let policies: unknown[];
beforeAll(() => {
  const template = collectorTemplate(WITH_TAGS);
  policies = Object.values(template.findResources('AWS::IAM::Policy'));
  statements = statementsByRole(template);
}, 180_000);

function statementsByRole(template: Template): Map<string, Statement[]> {
  return new Map(
    Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => {
      const role = roleSchema.parse(Properties);
      return [role.RoleName ?? '', role.Policies.flatMap((policy) => policy.PolicyDocument.Statement)];
    }),
  );
}

function allowed(own: readonly Statement[]): string[] {
  const actions = own.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action = [] }) => Action);
  return sorted(actions.map(resolved));
}

function roleOf(name: string): Statement[] {
  const own = statements.get(deployedName(name));
  if (own === undefined) throw new Error(`${name} has no role`);
  return own;
}

/** Three clouds and tags, so that everything is granted that any code may call. */
const WITH_TAGS = { ...THREE_CLOUDS, tags: true };

/** Everything that a function declares, including sources and keys; its actions as another role belong to that role. */
function declared({ federates, ...permissions }: Grants): string[] {
  const acts = federates === undefined ? [] : ['sts:AssumeRole'];
  return sorted([...callable(permissions), ...acts, ...keyUse(permissions), ...OWN]);
}

/** The actions that its code calls, according to its declaration. */
function callable({
  table,
  bucket,
  topics,
  watchdog,
  limits,
  executions,
  workflow,
  schedule,
  everywhere,
  federates,
  ...reading
}: Grants): string[] {
  return sorted([
    ...[table, bucket, topics, watchdog, limits, executions, workflow, schedule, everywhere].flatMap(
      (actions) => actions ?? [],
    ),
    ...(federates ?? []),
    ...(reading.assumesMembers === true || federates !== undefined ? ['sts:AssumeRole'] : []),
    ...(reading.readsOwnAccount === true ? awsReadActions(true) : []),
  ]);
}

function keyUse({ table, bucket, topics }: Grants): string[] {
  return [
    ...(table === undefined ? [] : KEY_USE.dynamodb),
    ...(bucket === undefined ? [] : KEY_USE.s3),
    ...(topics === undefined ? [] : KEY_USE.sns),
  ];
}

function sorted(actions: readonly string[]): string[] {
  return [...new Set(actions)].toSorted();
}

/** All functions share the table's code; their calls are recorded during a run, below. */
function isNotOfTable(action: string): boolean {
  return !action.startsWith('dynamodb:');
}

/** A key of another owner. */
const OTHER_KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`;

/** Actions needed to read the security account itself. */
function awsReadsOf({ readsOwnAccount }: Grants): Set<string> {
  return new Set(readsOwnAccount === true ? awsReadActions(true) : []);
}

/** References resolved, as IAM sees them. */
function shortened(value: unknown): unknown {
  const isReference =
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).some((key) => /^(Ref|Fn::.+)$/.test(key));
  return isReference ? resolved(value) : value;
}

/** Actions to try: everything declared, everything that reads a value, and arbitrary others. */
function everyAction(): string[] {
  const wild = [...awsValueActions(), ...awsKeyUseActions()].map((action) => action.replace('*', 'Pair'));
  const rest = [
    'iam:PassRole',
    'lambda:InvokeFunction',
    's3:DeleteBucket',
    'ec2:RunInstances',
    'kms:ScheduleKeyDeletion',
  ];
  const of = functions.flatMap(([, { grants }]) => [...declared(grants), ...(grants.federates ?? [])]);
  return sorted([...wild, ...rest, ...of, ...MEMBER_PLAN_PERMISSIONS]);
}

describe('each function', () => {
  it.each(functions)(
    '%s declares exactly what its code can call',
    async (_name, declaration) => {
      const calls = await callableActions(declaration);
      const { table = [] } = declaration.grants;
      expect(calls.filter(isNotOfTable)).toEqual(callable(declaration.grants).filter(isNotOfTable));
      expect(calls).toEqual(expect.arrayContaining([...table]));
    },
    60_000,
  );

  it.each(functions)(
    '%s contains no command that reads a value or uses a key',
    async (_name, declaration) => {
      const denied = [...awsValueActions(), ...awsKeyUseActions()];
      const matches = (pattern: string, action: string) =>
        pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern;
      const calls = await callableActions(declaration);
      expect(calls.filter((action) => denied.some((pattern) => matches(pattern, action)))).toEqual([]);
    },
  );

  it.each(functions)('%s is granted exactly what it declares', (name, { grants }) => {
    expect(allowed(roleOf(name))).toEqual(declared(grants));
  });

  it.each(functions)(
    '%s can call nothing that it does not declare, even if it were given all',
    (name, { grants }) => {
      const may = everyAction().filter((action) => isAllowed([...roleOf(name), EVERYTHING], { action }));
      const uses = new Set(keyUse(grants));
      // Keys are checked one by one, below.
      expect(may).toEqual(
        declared(grants).filter((action) => !uses.has(action) || awsReadsOf(grants).has(action)),
      );
    },
  );

  it.each(functions)('%s uses the stack’s key through its services, and no other key', (name, { grants }) => {
    const role = [...roleOf(name), EVERYTHING];
    const key = { 'Fn::GetAtt': ['StackKey', 'Arn'] };
    const through = (service: string) => ({ 'kms:ViaService': `${service}.eu-west-1.amazonaws.com` });
    const decrypts = (resource: unknown, context: Record<string, string>) =>
      isAllowed(role, { action: 'kms:Decrypt', resource, context });
    const uses = grants.table ?? grants.bucket ?? grants.topics;
    expect(decrypts(key, {})).toBe(false);
    expect(decrypts(key, through('lambda'))).toBe(false);
    expect(decrypts(key, through('secretsmanager'))).toBe(false);
    expect(decrypts(key, through('dynamodb'))).toBe(grants.table !== undefined);
    expect(decrypts(OTHER_KEY, through('dynamodb'))).toBe(false);
    expect(
      isAllowed(role, { action: 'kms:GenerateDataKey', resource: key, context: through('dynamodb') }),
    ).toBe(grants.table !== undefined);
    expect(uses === undefined).toBe(name === 'first-run');
  });

  it.each(functions)(
    "%s decrypts its own environment, as Lambda does in its name, and no other function's",
    (name) => {
      const context = 'kms:EncryptionContext:aws:lambda:FunctionArn';
      const lambda = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function`;
      const decrypts = (functionArn: string) =>
        isAllowed([...roleOf(name), EVERYTHING], {
          action: 'kms:Decrypt',
          resource: OTHER_KEY,
          context: { [context]: functionArn, 'kms:ViaService': 'lambda.eu-west-1.amazonaws.com' },
        });
      expect(decrypts(`${lambda}:${deployedName(name)}`)).toBe(true);
      expect(decrypts(`${lambda}:${deployedName(name)}-2`)).toBe(false);
      expect(decrypts(`${lambda}:payments`)).toBe(false);
    },
  );

  it('fits with its denials into a role’s inline policies, 10,240 characters (IAM quotas)', () => {
    for (const [role, own] of statements) {
      const size = JSON.stringify(own, (_key, value: unknown) => shortened(value)).length;
      expect({ role, fits: size < 9000 }).toEqual({ role, fits: true });
    }
  });

  it('gets no permissions except through its own role', () => {
    // The one that the CDK creates belongs to the scheduler, which starts the workflow.
    expect(policies).toHaveLength(1);
  });

  it('assumes the member role of any account, the role that other clouds trust, and no other', () => {
    const join = (...rest: unknown[]) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...rest]] });
    const member = join(':iam::*:role/skc-watch-reader');
    const federation = join(':iam::', { Ref: 'AWS::AccountId' }, ':role/skc-watch-federation');
    const assumed = new Map(
      [...statements].flatMap(([role, own]) => {
        const resources = own.flatMap(({ Action = [], Resource = [] }) =>
          Action.includes('sts:AssumeRole') ? Resource : [],
        );
        return resources.length === 0 ? [] : [[role, resources]];
      }),
    );
    expect(Object.fromEntries(assumed)).toEqual({
      'skc-watch-plan': [federation, member],
      'skc-watch-collect-aws': [member],
      'skc-watch-collect-azure': [federation],
      'skc-watch-collect-gcp': [federation],
      'skc-watch-doctor': [federation, member],
    });
  });

  it('acts as the role that other clouds trust, which grants exactly what the functions do as that role', () => {
    const own = roleOf('federation');
    const federates = sorted(functions.flatMap(([, { grants }]) => grants.federates ?? []));
    expect(allowed(own)).toEqual(federates);
    expect(everyAction().filter((action) => isAllowed([...own, EVERYTHING], { action }))).toEqual(federates);
  });
});

describe('a key that a function declares', () => {
  let roles: Map<string, Statement[]>;
  const named = new Map<string, unknown>();
  beforeAll(() => {
    const template = collectorTemplate(WITH_TAGS, { functions: WITH_ADDED });
    roles = statementsByRole(template);
    for (const [id, { Properties }] of Object.entries(template.findResources('AWS::KMS::Key')))
      named.set(Properties.Description, { 'Fn::GetAtt': [id, 'Arn'] });
  });
  const may = (name: string, action: string, resource: unknown) =>
    isAllowed([...(roles.get(deployedName(name)) ?? []), EVERYTHING], { action, resource });
  const links = () => named.get('SKC Watch: review-links');

  it('is used by that function as declared, and no other key is', () => {
    expect(may('review-page', 'kms:GenerateMac', links())).toBe(true);
    expect(may('review-page', 'kms:VerifyMac', links())).toBe(true);
    expect(may('review-page', 'kms:GenerateMac', named.get('SKC Watch: other-links'))).toBe(false);
    expect(may('review-page', 'kms:GenerateMac', { 'Fn::GetAtt': ['StackKey', 'Arn'] })).toBe(false);
    expect(may('review-page', 'kms:GenerateMac', OTHER_KEY)).toBe(false);
    expect(may('review-page', 'kms:Decrypt', links())).toBe(false);
    expect(may('review-page', 'kms:Sign', links())).toBe(false);
  });

  it('is granted without more than that', () => {
    const own = roles.get('skc-watch-review-page') ?? [];
    expect(isAllowed(own, { action: 'kms:GenerateMac', resource: links() })).toBe(true);
    expect(isAllowed(own, { action: 'kms:GenerateMac', resource: OTHER_KEY })).toBe(false);
  });

  it('is granted to each function as that function declares', () => {
    const [signs, other] = ['SKC Watch: evidence', 'SKC Watch: other-links'].map((each) => named.get(each));
    expect(may('evidence', 'kms:Sign', signs)).toBe(true);
    expect(may('evidence', 'kms:VerifyMac', other)).toBe(true);
    expect(may('evidence', 'kms:VerifyMac', signs)).toBe(false);
    expect(may('evidence', 'kms:Sign', other)).toBe(false);
    expect(may('evidence', 'kms:GenerateMac', other)).toBe(false);
    expect(may('evidence', 'kms:VerifyMac', links())).toBe(false);
  });

  it.each(functions)('is not used by %s, which declares no key', (name) => {
    expect(may(name, 'kms:GenerateMac', links())).toBe(false);
    expect(may(name, 'kms:VerifyMac', links())).toBe(false);
  });
});

describe('the sources', () => {
  it('are planned as they are read', () => {
    expect(awsScopes).toEqual(awsSources.map(({ type, cloud, scope }) => ({ type, cloud, scope })));
    expect(azureScopes).toEqual(azureSources.map(({ type, per }) => ({ type, per })));
  });

  it('need nothing that reads a value', () => {
    for (const action of [...awsReadActions(), ...PLAN_PERMISSIONS]) {
      const [service = '', operation = ''] = action.split(':');
      expect({ action, readsValue: readsValue(service, operation) }).toEqual({ action, readsValue: false });
    }
  });
});

describe('the member role', () => {
  const resourcesSchema = z.object({
    Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown() })),
  });
  const memberOf = (input: Parameters<typeof configSchema.parse>[0]) => {
    const { Resources } = resourcesSchema.parse(JSON.parse(memberTemplate(configSchema.parse(input))));
    const of = (type: string) => Object.values(Resources).find(({ Type }) => Type === type)?.Properties;
    return {
      role: roleSchema.parse(of('AWS::IAM::Role')),
      boundary: policySchema.parse(of('AWS::IAM::ManagedPolicy')),
    };
  };

  it('grants exactly what reading a member account needs, and so does its boundary', () => {
    const { role, boundary } = memberOf({});
    const expected = sorted([...awsReadActions(), ...MEMBER_PLAN_PERMISSIONS]);
    for (const policy of [...role.Policies, boundary]) {
      const all = policy.PolicyDocument.Statement;
      expect(allowed(all)).toEqual(expected);
      expect(everyAction().filter((action) => isAllowed([...all, EVERYTHING], { action }))).toEqual(expected);
      expect(isAllowed([...all, EVERYTHING], { action: 'kms:Decrypt', resource: OTHER_KEY })).toBe(false);
    }
    expect(role.PermissionsBoundary).toBeDefined();
  });

  it('trusts exactly the functions that read, with the external id', () => {
    const { role } = memberOf({ memberRole: { externalId: 'between-us' } });
    const trust = JSON.stringify(role.AssumeRolePolicyDocument);
    expect(role.AssumeRolePolicyDocument.Statement).toHaveLength(1);
    expect([...trust.matchAll(/:role\/([\w-]+)/g)].map(([, name]) => name)).toEqual([
      'skc-watch-plan',
      'skc-watch-collect-aws',
      'skc-watch-doctor',
    ]);
    expect(trust).toContain('"sts:ExternalId":"between-us"');
  });

  it('also trusts the operator role if the configuration names it', () => {
    const operatorRoleArn = 'arn:aws:iam::123456789012:role/security-operator';
    const { role } = memberOf({ memberRole: { operatorRoleArn } });
    expect(role.AssumeRolePolicyDocument.Statement).toHaveLength(2);
    expect(JSON.stringify(role.AssumeRolePolicyDocument.Statement[1])).toContain(operatorRoleArn);
  });
});

const SHARED = 'both@skc-sample.example';

/** One contact of two accounts that has not confirmed, so that the last step judges them. */
function withSharedContact(config: ConfigInput): ConfigInput {
  const shared = Object.fromEntries(
    [SAMPLE_IDS['pay-prod'], SAMPLE_IDS['shop-web']].map((id) => [id, [{ address: SHARED }]]),
  );
  return {
    ...config,
    contacts: { ...config.contacts, accounts: { ...config.contacts?.accounts, ...shared } },
  };
}

describe('a whole run of the deployed steps over the sample organisation', () => {
  const recorded: Recorded = new Map();
  const used: Used = new Map();
  const ends: RunSummary[] = [];
  let sandbox: Sandbox;
  let objects: Map<string, string>;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const estate = sampleEstate({ epoch: EPOCH });
    sandbox = await startSandbox({ estate });
    const dynalite = await openDynalite();
    const s3 = await startS3();
    objects = s3.objects;
    closing.push(
      () => sandbox.close(),
      () => dynalite.close(),
      () => s3.close(),
    );
    estate.neverConfirm.push(SHARED);
    const theatre = { sandbox, dynamo: dynalite.url, s3: s3.url, recorded, used };
    ends.push(await runSteps(theatre, withSharedContact(sampleConfig(EPOCH)), 0));
    sandbox.clock.set(addDays(EPOCH, 30));
    // Contacts and a region are removed, so that removals are part of the run.
    const { contacts: _contacts, ...fewer } = sampleConfig(EPOCH);
    ends.push(await runSteps(theatre, { ...fewer, exclude: { regions: ['eu-west-1'] } }, 30));
  }, 180_000);
  afterAll(async () => {
    for (const close of closing) await close();
  });

  it('calls nothing that is not declared', () => {
    const declarations = new Set(functions.flatMap(([, { grants }]) => callable(grants)));
    // Calls to AWS, whose account ids are numbers; tests of the sources check the operations of other clouds.
    const ofAws = sandbox.calls.list().filter(({ account }) => /^\d{12}$/.test(account));
    const called = sorted(ofAws.map(({ service, operation }) => `${service}:${operation}`)).filter(
      (each) => each !== 'sts:GetCallerIdentity',
    );
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((operation) => !declarations.has(operation))).toEqual([]);
  });

  it('reads no value', () => {
    expect(sandbox.calls.list().filter(({ valueRead }) => valueRead)).toEqual([]);
  });

  it.each(functions.filter(([, { kind }]) => kind === 'step'))(
    '%s asks of the table exactly what it declares',
    (name, { grants: { table = [] } }) => {
      expect([...(recorded.get(name) ?? [])].toSorted()).toEqual([...table].toSorted());
    },
  );

  /** Opened by the log of messages and by the lock, each with its own part of the table. */
  const OPENED_ELSEWHERE = ['messages', 'markNotified', 'takeRunLock', 'releaseRunLock'];
  /** Reads an SKC again that another run wrote at the same time (`test/integration/pipeline/rivals.test.ts`). */
  const OF_RIVALS = ['skc'];
  /** Used by listings that outlive their function (`test/integration/pipeline/long-listing.test.ts`). */
  const OF_LONG_LISTINGS = ['listedKeys', 'recordListedKeys'];
  /** Used when a vault was moved to another subscription (`test/integration/azure/moved-vault.test.ts`). */
  const OF_MOVES = ['moveTarget'];
  const elsewhereIn = (name: string) => [
    ...OPENED_ELSEWHERE,
    ...OF_MOVES,
    ...(name.startsWith('collect') ? [...OF_RIVALS, ...OF_LONG_LISTINGS] : []),
  ];

  it.each(Object.entries(SLICES))('%s uses every operation of its slice of the table', (name, slice) => {
    const operations = new Map<string, Set<string>>(used).get(name) ?? [];
    expect([...operations].toSorted()).toEqual(
      slice.filter((operation) => !elsewhereIn(name).includes(operation)).toSorted(),
    );
  });

  it('ends with a summary of every account, also in the bucket', () => {
    const [first] = ends;
    expect(first).toMatchObject({ unfinished: [], organisation: { subscriptions: 1 } });
    expect(first?.targets.planned).toBeGreaterThan(20);
    const { complete = 0, partial = 0, denied = 0, failed = 0, planned } = first?.targets ?? {};
    expect(complete + partial + denied + failed).toBe(planned);
    expect(JSON.parse(objects.get('reports/latest.json') ?? '')).toEqual(ends[1]);
    expect(JSON.parse(objects.get(`reports/${first?.run.id}/summary.json`) ?? '')).toEqual(first);
  });
});
