import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { configuredClouds } from '../shared/config/clouds.ts';
import type { Config } from '../shared/config/schema.ts';
import type { Cloud } from '../shared/model/account.ts';
import { DeadLetters } from './constructs/dead-letters.ts';
import { FederationRole } from './constructs/federation-role.ts';
import { FirstRun } from './constructs/first-run.ts';
import { InventoryTable } from './constructs/inventory-table.ts';
import { Members } from './constructs/members.ts';
import { PlansBucket } from './constructs/plans-bucket.ts';
import { RunSchedule } from './constructs/run-schedule.ts';
import { StackKey } from './constructs/stack-key.ts';
import { StepFunction } from './constructs/step-function.ts';
import { Topics } from './constructs/topics.ts';
import { Watch } from './constructs/watch.ts';
import { functionsOf, Workflow, type WorkflowFunctions } from './constructs/workflow.ts';
import type { Bundles } from './bundle.ts';
import { collectStep } from './names.ts';
import { LATEST_REPORT } from '../functions/runtime/run-keys.ts';

export interface CollectorStackProps extends StackProps {
  config: Config;
  /** The functions' code; none where the template alone is wanted. */
  bundles?: Bundles;
  endpoints: Record<string, string>;
  /** Whether creating the stack starts a run. */
  firstRun: boolean;
}

/** All that runs in the organisation's security account. */
export class CollectorStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { config, bundles = new Map(), endpoints, firstRun, ...props }: CollectorStackProps,
  ) {
    super(scope, id, props);
    const clouds = configuredClouds(config);
    const { key } = new StackKey(this, 'Key');
    const { table } = new InventoryTable(this, 'Inventory', { key });
    const { bucket } = new PlansBucket(this, 'Plans', { key });
    const topics = new Topics(this, 'Topics', { key, alerts: config.alerts });
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters');

    const shared = {
      key,
      table,
      bucket,
      topicPrefix: config.alerts.topicPrefix,
      organisationTopic: topics.organisation,
      memberRole: config.memberRole.name,
      organisationRoleArn: config.organisation?.roleArn,
      clouds,
      deadLetters,
      endpoints,
      bundles,
    };
    const collect = (cloud: Cloud) =>
      new StepFunction(this, `Collect${cloud[0]?.toUpperCase()}${cloud.slice(1)}`, {
        ...shared,
        step: collectStep(cloud),
        memoryMb: 512,
        seconds: 900,
      });
    const steps: WorkflowFunctions = {
      begin: new StepFunction(this, 'Begin', { ...shared, step: 'begin', memoryMb: 256, seconds: 60 }),
      plan: new StepFunction(this, 'Plan', { ...shared, step: 'plan', memoryMb: 512, seconds: 900 }),
      collect: new Map(clouds.map((cloud) => [cloud, collect(cloud)])),
      evaluate: new StepFunction(this, 'Evaluate', {
        ...shared,
        step: 'evaluate',
        memoryMb: 512,
        seconds: 900,
      }),
      alert: new StepFunction(this, 'Alert', { ...shared, step: 'alert', memoryMb: 512, seconds: 300 }),
      finish: new StepFunction(this, 'Finish', { ...shared, step: 'finish', memoryMb: 1024, seconds: 900 }),
    };
    const workflow = new Workflow(this, 'Workflow', { steps, bucket, key, run: config.run });
    const schedule = new RunSchedule(this, 'Schedule', {
      machine: workflow.machine,
      schedule: config.schedule,
      deadLetters,
    });
    if (firstRun) new FirstRun(this, 'FirstRun', { ...shared, machine: workflow.machine });
    const doctor = new StepFunction(this, 'Doctor', {
      ...shared,
      step: 'doctor',
      memoryMb: 512,
      seconds: 900,
      environment: { SCHEDULE_NAME: schedule.name },
    });
    new Watch(this, 'Watch', {
      config,
      functions: functionsOf(steps),
      machine: workflow.machine,
      topic: topics.organisation,
      deadLetters,
    });
    const aws = steps.collect.get('aws');
    if (aws !== undefined)
      new Members(this, 'Members', { config, readers: [steps.plan.role, aws.role, doctor.role] });
    const others = [...steps.collect].flatMap(([cloud, { role }]) => (cloud === 'aws' ? [] : [role]));
    const federation =
      others.length === 0
        ? undefined
        : new FederationRole(this, 'Federation', {
            config,
            key,
            functions: [steps.plan.role, ...others, doctor.role],
          });

    this.output('TableName', table.tableName, 'the inventory');
    this.output('BucketName', bucket.bucketName, 'plans and reports');
    this.output('OrganisationTopicArn', topics.organisation.topicArn, 'subscribe here to hear of everything');
    this.output('StateMachineArn', workflow.machine.stateMachineArn, 'start an execution to run now');
    if (aws !== undefined) this.output('CollectRoleArn', aws.role.roleArn, 'what reads the members');
    if (federation !== undefined)
      this.output('FederationRoleArn', federation.role.roleArn, 'what other clouds trust');
    this.output('DoctorFunctionName', doctor.function.functionName, 'what `skc doctor --stack` asks');
    this.output('KeyArn', key.keyArn, 'encrypts table, bucket and topics; kept with them');
    this.output('ScheduleName', schedule.name, 'when it runs');
    this.output(
      'ReportUrl',
      `https://s3.console.aws.amazon.com/s3/object/${bucket.bucketName}?region=${Aws.REGION}&prefix=${LATEST_REPORT}`,
      'the last run, in the console',
    );
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
