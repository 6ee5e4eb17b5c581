import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { KEY_USE, type StepPermissions } from '../../functions/runtime/step-permissions.ts';
import { STEPS, type Step } from '../../functions/registry.ts';
import { memberTemplate } from '../../infra/member-template.ts';
import { stepName } from '../../infra/names.ts';
import { addDays } from '../../shared/model/instant.ts';
import { configSchema } from '../../shared/config/schema.ts';
import { MEMBER_PLAN_PERMISSIONS, PLAN_PERMISSIONS } from '../../shared/readers/aws/organisation.ts';
import { awsKeyUseActions, awsReadActions, awsValueActions } from '../../shared/readers/aws/permissions.ts';
import { awsSources } from '../../shared/sources/aws/registry.ts';
import { awsScopes } from '../../shared/readers/aws/scopes.ts';
import { azureSources } from '../../shared/sources/azure/registry.ts';
import { azureScopes } from '../../shared/readers/azure/scopes.ts';
import { readsValue } from '../../sandbox/aws/value-reads.ts';
import { sampleConfig } from '../../sandbox/estate/sample-config.ts';
import { sampleEstate } from '../../sandbox/estate/sample.ts';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import type { RunSummary } from '../../functions/finish/summary.ts';
import { openDynalite } from '../bed/pipeline/stage.ts';
import { runSteps, startS3, type Recorded } from './recorded-run.ts';
import { collectorTemplate, THREE_CLOUDS } from '../bed/infra/synthesised.ts';
import { callableActions } from './callable-actions.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statementSchema = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: z.unknown().optional(),
  NotResource: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
const policySchema = z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) });
const roleSchema = z.looseObject({
  RoleName: z.string().optional(),
  Policies: z.array(policySchema).default([]),
  PermissionsBoundary: z.unknown().optional(),
  AssumeRolePolicyDocument: z.object({ Statement: z.array(z.looseObject({ Principal: z.unknown() })) }),
});
type Statement = z.infer<typeof statementSchema>;

const steps = Object.keys(STEPS)
  .filter((step) => isStep(step))
  .map((step): [Step, StepPermissions] => [step, STEPS[step]]);
/** Asked by Lambda and not by the code: the own log, traces, dead letters. */
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
  const template = collectorTemplate(THREE_CLOUDS);
  policies = Object.values(template.findResources('AWS::IAM::Policy'));
  statements = new Map(
    Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => {
      const role = roleSchema.parse(Properties);
      return [role.RoleName ?? '', role.Policies.flatMap((policy) => policy.PolicyDocument.Statement)];
    }),
  );
}, 60_000);

function isStep(name: string): name is Step {
  return name in STEPS;
}

function granted(step: Step): string[] {
  const own = statements.get(stepName(step)) ?? [];
  return sorted(own.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action));
}

/** All that a step declares, the sources' and the key's part included; what it does as another role is that role's. */
function declared({ federates, ...permissions }: StepPermissions): string[] {
  const acts = federates === undefined ? [] : ['sts:AssumeRole'];
  return sorted([...callable(permissions), ...acts, ...keyUse(permissions), ...OWN]);
}

/** What its code calls, by its declaration. */
function callable({
  table,
  bucket,
  topics,
  executions,
  workflow,
  schedule,
  everywhere,
  federates,
  ...reading
}: StepPermissions): string[] {
  return sorted([
    ...[table, bucket, topics, executions, workflow, schedule, everywhere].flatMap(
      (actions) => actions ?? [],
    ),
    ...(federates ?? []),
    ...(reading.assumesMembers === true || federates !== undefined ? ['sts:AssumeRole'] : []),
    ...(reading.readsOwnAccount === true ? awsReadActions() : []),
  ]);
}

function keyUse({ table, bucket, topics }: StepPermissions): string[] {
  return [
    ...(table === undefined ? [] : KEY_USE.dynamodb),
    ...(bucket === undefined ? [] : KEY_USE.s3),
    ...(topics === undefined ? [] : KEY_USE.sns),
  ];
}

function sorted(actions: readonly string[]): string[] {
  return [...new Set(actions)].toSorted();
}

/** All steps share the code of the table; what each calls there is recorded from a run, below. */
function isNotOfTable(action: string): boolean {
  return !action.startsWith('dynamodb:');
}

describe('each function', () => {
  it.each(steps)(
    '%s declares exactly what its code can call',
    async (step, permissions) => {
      const calls = await callableActions(step);
      const { table = [] } = permissions;
      expect(calls.filter(isNotOfTable)).toEqual(callable(permissions).filter(isNotOfTable));
      expect(calls).toEqual(expect.arrayContaining([...table]));
    },
    60_000,
  );

  it.each(steps)('%s holds no command that reads a value or uses a key', async (step) => {
    const denied = [...awsValueActions(), ...awsKeyUseActions()];
    const matches = (pattern: string, action: string) =>
      pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern;
    const calls = await callableActions(step);
    expect(calls.filter((action) => denied.some((pattern) => matches(pattern, action)))).toEqual([]);
  });

  it.each(steps)('%s is granted exactly what it declares', (step, permissions) => {
    expect(granted(step)).toEqual(declared(permissions));
  });

  it.each(steps)('%s is denied every value, whatever else it may be granted', (step) => {
    const denied = (statements.get(stepName(step)) ?? []).filter(({ Effect }) => Effect === 'Deny');
    const everywhere = denied.filter(
      ({ Resource, Condition }) => Resource === '*' && Condition === undefined,
    );
    expect(sorted(everywhere.flatMap(({ Action }) => Action))).toEqual(awsValueActions());
    const otherKeys = denied.find(({ NotResource }) => NotResource !== undefined);
    expect(sorted(otherKeys?.Action ?? [])).toEqual(awsKeyUseActions());
    const ownKey = denied.find(
      ({ Resource, Condition }) => Resource !== '*' && Condition !== undefined && Resource !== undefined,
    );
    expect(ownKey?.Condition).toEqual({
      StringNotEquals: {
        'kms:ViaService': ['dynamodb', 's3', 'sns'].map((service) => ({
          'Fn::Join': ['', [`${service}.`, { Ref: 'AWS::Region' }, '.amazonaws.com']],
        })),
      },
    });
  });

  it('is given nothing besides its own role', () => {
    // The one that the CDK makes is the scheduler's, which starts the workflow.
    expect(policies).toHaveLength(1);
  });

  it('assumes the member role of any account, the role that other clouds trust, and no other', () => {
    const join = (...rest: unknown[]) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...rest]] });
    const member = join(':iam::*:role/skc-watch-reader');
    const federation = join(':iam::', { Ref: 'AWS::AccountId' }, ':role/skc-watch-federation');
    const assumed = new Map(
      [...statements].flatMap(([role, own]) => {
        const resources = own.flatMap(({ Action, Resource }) =>
          Action.includes('sts:AssumeRole') ? [Resource] : [],
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

  it('acts as the role that other clouds trust, which may do what the functions do as that role and no more', () => {
    const own = statements.get('skc-watch-federation') ?? [];
    const may = own.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
    expect(sorted(may)).toEqual(sorted(steps.flatMap(([, { federates = [] }]) => federates)));
    expect(sorted(own.filter(({ Effect }) => Effect === 'Deny').flatMap(({ Action }) => Action))).toEqual(
      sorted([...awsValueActions(), ...awsKeyUseActions()]),
    );
  });
});

describe('the sources', () => {
  it('are planned as they are read', () => {
    expect(awsScopes).toEqual(awsSources.map(({ type, cloud, scope }) => ({ type, cloud, scope })));
    expect(azureScopes).toEqual(azureSources.map(({ type, per }) => ({ type, per })));
  });

  it('ask for nothing that reads a value', () => {
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

  it('grants exactly what is read in a member account, and its boundary the same', () => {
    const { role, boundary } = memberOf({});
    const expected = sorted([...awsReadActions(), ...MEMBER_PLAN_PERMISSIONS]);
    for (const policy of [...role.Policies, boundary]) {
      const all = policy.PolicyDocument.Statement;
      expect(sorted(all.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action))).toEqual(
        expected,
      );
      expect(sorted(all.filter(({ Effect }) => Effect === 'Deny').flatMap(({ Action }) => Action))).toEqual(
        sorted([...awsValueActions(), ...awsKeyUseActions()]),
      );
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

  it('trusts one operator role more where the configuration names it', () => {
    const operatorRoleArn = 'arn:aws:iam::123456789012:role/security-operator';
    const { role } = memberOf({ memberRole: { operatorRoleArn } });
    expect(role.AssumeRolePolicyDocument.Statement).toHaveLength(2);
    expect(JSON.stringify(role.AssumeRolePolicyDocument.Statement[1])).toContain(operatorRoleArn);
  });
});

describe('a whole run of the deployed steps over the sample organisation', () => {
  const recorded: Recorded = new Map();
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
    const theatre = { sandbox, dynamo: dynalite.url, s3: s3.url, recorded };
    ends.push(await runSteps(theatre, sampleConfig(EPOCH), 0));
    sandbox.clock.set(addDays(EPOCH, 30));
    // Contacts and a region leave, so that what is taken away is taken away.
    const { contacts: _contacts, ...fewer } = sampleConfig(EPOCH);
    ends.push(await runSteps(theatre, { ...fewer, exclude: { regions: ['eu-west-1'] } }, 30));
  }, 180_000);
  afterAll(async () => {
    for (const close of closing) await close();
  });

  it('calls nothing that is not declared', () => {
    const allowed = new Set(steps.flatMap(([, permissions]) => callable(permissions)));
    // Of AWS, whose accounts are numbers; the operations of other clouds are held to their sources' own tests.
    const ofAws = sandbox.calls.list().filter(({ account }) => /^\d{12}$/.test(account));
    const called = sorted(ofAws.map(({ service, operation }) => `${service}:${operation}`)).filter(
      (each) => each !== 'sts:GetCallerIdentity',
    );
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((operation) => !allowed.has(operation))).toEqual([]);
  });

  it('reads no value', () => {
    expect(sandbox.calls.list().filter(({ valueRead }) => valueRead)).toEqual([]);
  });

  it.each([
    'begin',
    'plan',
    'collect-aws',
    'collect-azure',
    'collect-gcp',
    'evaluate',
    'alert',
    'finish',
  ] as const)('%s asks of the table exactly what it declares', (step) => {
    const { table = [] }: StepPermissions = STEPS[step];
    expect([...(recorded.get(step) ?? [])].toSorted()).toEqual([...table].toSorted());
  });

  it('ends with a summary of every account, in the bucket too', () => {
    const [first] = ends;
    expect(first).toMatchObject({ unfinished: [], organisation: { subscriptions: 1 } });
    expect(first?.targets.planned).toBeGreaterThan(20);
    const { complete = 0, partial = 0, denied = 0, failed = 0, planned } = first?.targets ?? {};
    expect(complete + partial + denied + failed).toBe(planned);
    expect(JSON.parse(objects.get('reports/latest.json') ?? '')).toEqual(ends[1]);
    expect(JSON.parse(objects.get(`reports/${first?.run.id}/summary.json`) ?? '')).toEqual(first);
  });
});
