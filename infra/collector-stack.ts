import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FUNCTIONS, functionsFor } from '../functions/registry.ts';
import type { FunctionDeclaration } from '../functions/runtime/declaration.ts';
import { LATEST_REPORT } from '../functions/runtime/run-keys.ts';
import { atOnce } from '../shared/config/concurrency.ts';
import { wantsTags } from '../shared/config/tags.ts';
import { configuredClouds } from '../shared/config/clouds.ts';
import type { Config } from '../shared/config/schema.ts';
import type { Bundles } from './bundle.ts';
import { DeadLetters } from './constructs/dead-letters.ts';
import { FederationRole } from './constructs/federation-role.ts';
import { InventoryTable } from './constructs/inventory-table.ts';
import { Members } from './constructs/members.ts';
import { NamedKeys } from './constructs/named-keys.ts';
import { Once } from './constructs/once.ts';
import { PlansBucket } from './constructs/plans-bucket.ts';
import { RunSchedule } from './constructs/run-schedule.ts';
import { StackKey } from './constructs/stack-key.ts';
import { Topics } from './constructs/topics.ts';
import { Watch } from './constructs/watch.ts';
import { WatchFunction, type WatchFunctionProps } from './constructs/watch-function.ts';
import { Workflow } from './constructs/workflow.ts';
import { constructId } from './names.ts';
import { stagesFor } from './workflow-order.ts';

export interface CollectorStackProps extends StackProps {
  config: Config;
  /** The functions' code; empty if only the template is needed. */
  bundles?: Bundles;
  endpoints: Record<string, string>;
  /** Whether to start a run when the stack is created. */
  firstRun: boolean;
  /** All declared functions; those of clouds that are not configured are left out. */
  functions?: readonly FunctionDeclaration[];
  /** Lambda's unreserved concurrent executions in the account; undefined if not known. */
  concurrencyLimit?: number | undefined;
  /** Names of the table's indexes during an upgrade, since an update can change only one at a time. */
  indexes?: readonly string[] | undefined;
}

/** Everything that runs in the organisation's security account. */
export class CollectorStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    {
      config,
      bundles = new Map(),
      endpoints,
      firstRun,
      functions = FUNCTIONS,
      indexes,
      concurrencyLimit,
      ...props
    }: CollectorStackProps,
  ) {
    super(scope, id, props);
    const clouds = configuredClouds(config);
    const { key } = new StackKey(this, 'Key');
    const { table } = new InventoryTable(this, 'Inventory', { key, indexes });
    const { bucket } = new PlansBucket(this, 'Plans', { key });
    const topics = new Topics(this, 'Topics', { key, alerts: config.alerts });
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters');
    const declared = functionsFor(clouds, functions).filter(({ kind }) => firstRun || kind !== 'once');
    const namedKeys = new NamedKeys(this, 'Keys', declared);

    const parallel = atOnce(config.run, concurrencyLimit);
    const shared = {
      key,
      namedKeys: namedKeys.byName,
      table,
      bucket,
      topicPrefix: config.alerts.topicPrefix,
      organisationTopic: topics.organisation,
      memberRole: config.memberRole.name,
      organisationRoleArn: config.organisation?.roleArn,
      clouds,
      readsTags: wantsTags(config),
      deadLetters,
      atOnce: parallel,
      endpoints,
      bundles,
    };
    const deployed = declared.map((declaration) => this.deploy({ ...shared, declaration }));
    const all = deployed.map((each) => (each instanceof Once ? each.starter : each));
    const stages = stagesFor(clouds, functions);
    const workflow = new Workflow(this, 'Workflow', {
      functions: all,
      stages,
      bucket,
      key,
      run: config.run,
      atOnce: parallel,
    });
    const schedule = new RunSchedule(this, 'Schedule', {
      machine: workflow.machine,
      schedule: config.schedule,
      deadLetters,
    });
    new Watch(this, 'Watch', {
      config,
      functions: workflow.functions,
      machine: workflow.machine,
      topics: [topics.organisation, ...(topics.watchdog === undefined ? [] : [topics.watchdog])],
      deadLetters,
    });
    const rolesThat = (may: (grants: FunctionDeclaration['grants']) => boolean) =>
      all.filter(({ declaration }) => may(declaration.grants)).map(({ role }) => role);
    const members = clouds.includes('aws')
      ? new Members(this, 'Members', {
          config,
          readers: rolesThat(({ assumesMembers }) => assumesMembers === true),
        })
      : undefined;
    // Nothing runs before what it needs exists: the workflow, and the roles in the members. CloudFormation creates the
    // StackSet's instances and waits for that operation, at most 24 hours (the resource type's handler, published as
    // aws-cloudformation-resource-providers-cloudformation). A `rate(…)` schedule fires as soon as it is created
    // (EventBridge Scheduler guide, "Rate-based schedules").
    const needed = [workflow.machine, ...(members?.stackSet === undefined ? [] : [members.stackSet])];
    for (const each of deployed) if (each instanceof Once) each.resource.node.addDependency(...needed);
    schedule.node.addDependency(...needed);
    const federation = clouds.some((cloud) => cloud !== 'aws')
      ? new FederationRole(this, 'Federation', {
          config,
          functions: rolesThat(({ federates }) => federates !== undefined),
        })
      : undefined;

    this.output('TableName', table.tableName, 'the inventory');
    this.output('BucketName', bucket.bucketName, 'plans and reports');
    this.output(
      'OrganisationTopicArn',
      topics.organisation.topicArn,
      'subscribe here to be notified of everything',
    );
    this.output('StateMachineArn', workflow.machine.stateMachineArn, 'start an execution to run now');
    if (federation !== undefined)
      this.output('FederationRoleArn', federation.role.roleArn, 'what other clouds trust');
    for (const each of all) this.functionOutputs(each);
    this.output('KeyArn', key.keyArn, 'encrypts table, bucket and topics; kept with them');
    this.output('ScheduleName', schedule.name, 'when it runs');
    this.output(
      'ReportUrl',
      `https://s3.console.aws.amazon.com/s3/object/${bucket.bucketName}?region=${Aws.REGION}&prefix=${LATEST_REPORT}`,
      'the last run, in the console',
    );
  }

  private deploy(props: WatchFunctionProps): WatchFunction | Once {
    const { kind, name } = props.declaration;
    return kind === 'once'
      ? new Once(this, constructId(name), props)
      : new WatchFunction(this, constructId(name), props);
  }

  /** Outputs about a function for the CLI and for people. */
  private functionOutputs({ declaration, function: deployed, role, url }: WatchFunction): void {
    const { kind, name, grants } = declaration;
    const id = constructId(name);
    if (kind === 'command')
      this.output(`${id}FunctionName`, deployed.functionName, 'what a command of the CLI calls');
    if (kind === 'step' && grants.readsOwnAccount === true)
      this.output('CollectRoleArn', role.roleArn, 'reads the member accounts');
    if (url !== undefined) this.output(`${id}Url`, url.url, `where \`${name}\` answers`);
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
