import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { AtOnce } from '../../shared/config/concurrency.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { Cloud } from '../../shared/model/account.ts';
import type { StepInput } from '../../functions/runtime/declaration.ts';
import { NAMES } from '../names.ts';
import type { Stage, Step } from '../workflow-order.ts';
import type { WatchFunction } from './watch-function.ts';
import { workflowRole } from './workflow-role.ts';

export interface WorkflowProps {
  /** All functions of the stack; its steps make up the workflow. */
  functions: readonly WatchFunction[];
  stages: readonly Stage[];
  bucket: Bucket;
  key: IKey;
  run: Config['run'];
  atOnce: AtOnce;
}

/**
 * The first step may refuse the run; the others follow in their declared order, in parallel for batches and
 * accounts.
 *
 * There is no Catch at the top level: a redrive continues from the failed state, which after a Catch would be the
 * Fail state. A failed run need not release its lock: the next start sees that the holder is no longer running.
 */
export class Workflow extends Construct {
  readonly machine: sfn.StateMachine;
  /** The functions of its steps, in order. */
  readonly functions: WatchFunction[];
  private readonly byName: ReadonlyMap<string, WatchFunction>;

  constructor(scope: Construct, id: string, { functions, stages, bucket, key, run, atOnce }: WorkflowProps) {
    super(scope, id);
    this.byName = new Map(functions.map((each) => [each.declaration.name, each]));
    this.functions = stages.flatMap(({ steps }) => steps.map((step) => this.functionOf(step)));
    const [first, ...others] = stages.map((stage) => this.stage(stage, { bucket, run, atOnce }));
    if (first === undefined || others.length === 0) throw new Error('A workflow needs at least two steps.');
    const done = new sfn.Succeed(this, 'Done', { outputPath: '$.summary' });
    const definition = sfn.Chain.start(first).next(
      new sfn.Choice(this, 'May it run?')
        .when(
          sfn.Condition.booleanEquals('$.begun.started', true),
          others
            .reduce(
              (chain: sfn.Chain | undefined, next) => chain?.next(next) ?? sfn.Chain.start(next),
              undefined,
            )
            ?.next(done) ?? done,
        )
        .otherwise(
          new sfn.Pass(this, 'Another run is going on', {
            parameters: {
              started: false,
              'message.$':
                "States.Format('Nothing was done: {} is still running, and runs do not overlap.', $.begun.goingOn)",
              'goingOn.$': '$.begun.goingOn',
            },
          }),
        ),
    );
    this.machine = new sfn.StateMachine(this, 'Machine', {
      stateMachineName: NAMES.workflow,
      role: workflowRole(this, 'Role', { functions: this.functions, key }),
      comment: 'SKC Watch: one run of the pipeline',
      definitionBody: sfn.DefinitionBody.fromChainable(definition),
      timeout: Duration.hours(12),
      tracingEnabled: true,
      logs: {
        destination: new logs.LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${NAMES.workflow}`,
          retention: logs.RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
        level: sfn.LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    // The role already grants what this policy would.
    this.machine.node.tryRemoveChild('DistributedMapPolicy');
  }

  private stage(
    { per, steps }: Stage,
    props: Pick<WorkflowProps, 'bucket' | 'run' | 'atOnce'>,
  ): sfn.TaskStateBase | sfn.DistributedMap {
    if (per === 'batch') return this.eachBatch(steps, props);
    if (per === 'account') return this.eachAccount(steps, props);
    const [step] = steps;
    if (step === undefined) throw new Error('A stage per run needs a step.');
    return this.runTask(step);
  }

  /** A step that is invoked once per run. */
  private runTask(step: Step): LambdaInvoke {
    const { after, takes = [], gives } = step.place;
    return this.task(step, gives === undefined ? sfn.JsonPath.DISCARD : `$.${gives}`, {
      // The first step starts the run, so it takes none.
      ...(after === undefined ? {} : { 'run.$': '$.begun.run' }),
      ...Object.fromEntries(takes.map((input) => [`${input}.$`, INPUTS[input]])),
    });
  }

  /**
   * Each batch of targets is a child execution, which repeatedly invokes its cloud's function until nothing of the
   * batch remains.
   */
  private eachBatch(
    steps: readonly Step[],
    { bucket, run, atOnce }: Pick<WorkflowProps, 'bucket' | 'run' | 'atOnce'>,
  ): sfn.DistributedMap {
    const read = this.nothing('Batch read');
    const collects = steps.map((step) => {
      const { cloud } = step;
      if (cloud === undefined)
        throw new Error(`${step.name} declares no cloud, which batches are routed by.`);
      const collect = this.task(step, '$', { 'run.$': '$.run', 'batch.$': '$.batch' });
      const left = new sfn.Choice(this, `Anything left of ${cloud}?`);
      collect.next(left.when(sfn.Condition.booleanEquals('$.more', true), collect).otherwise(read));
      return { cloud, collect };
    });
    const [first, ...others] = collects;
    if (first === undefined) throw new Error('The configuration names no cloud.');
    return this.map('Each batch', bucket, '$.plan.batches', 'batch', {
      maxConcurrency: atOnce.batches,
      toleratedFailurePercentage: run.toleratedFailurePercentage,
      // With a single cloud no choice is needed, and every state transition costs.
    }).itemProcessor(others.length === 0 ? first.collect : this.byCloud(collects));
  }

  private byCloud(collects: readonly { cloud: Cloud; collect: LambdaInvoke }[]): sfn.Choice {
    const whose = new sfn.Choice(this, 'Whose batch?');
    for (const { cloud, collect } of collects)
      // An account's key starts with its cloud.
      whose.when(sfn.Condition.stringMatches('$.batch.account', `${cloud}#*`), collect);
    return whose.otherwise(
      new sfn.Fail(this, 'No function reads it', {
        error: 'NoFunction',
        cause: 'The batch belongs to a cloud that was not configured at deployment.',
      }),
    );
  }

  private eachAccount(
    steps: readonly Step[],
    { bucket, atOnce }: Pick<WorkflowProps, 'bucket' | 'atOnce'>,
  ): sfn.DistributedMap {
    const over = this.nothing('Account done');
    const account = { 'run.$': '$.run', 'account.$': '$.planned.account' };
    const isActive = sfn.Condition.booleanEquals('$.planned.active', true);
    let rest: sfn.IChainable = over;
    // Built from last to first, since each state needs its successor.
    for (const step of steps.toReversed()) {
      const task = this.task(step, sfn.JsonPath.DISCARD, account).next(rest);
      const choice =
        steps.filter(({ place }) => place.activeOnly === true)[0] === step
          ? 'Still in the organisation?'
          : `Still in the organisation, for ${step.name}?`;
      rest =
        step.place.activeOnly === true
          ? new sfn.Choice(this, choice).when(isActive, task).otherwise(rest)
          : task;
    }
    // A failing account does not stop the others; the summary lists failed accounts and fails the run.
    return this.map('Each account', bucket, '$.plan.accounts', 'planned', {
      maxConcurrency: atOnce.accounts,
      toleratedFailurePercentage: 100,
    }).itemProcessor(rest);
  }

  private map(
    name: string,
    bucket: Bucket,
    keyPath: string,
    item: string,
    limits: { maxConcurrency: number; toleratedFailurePercentage: number },
  ): sfn.DistributedMap {
    return new sfn.DistributedMap(this, name, {
      ...limits,
      mapExecutionType: sfn.StateMachineType.STANDARD,
      label: name.replaceAll(' ', ''),
      itemReader: new sfn.S3JsonItemReader({ bucket, key: sfn.JsonPath.stringAt(keyPath) }),
      itemSelector: { 'run.$': '$.begun.run', [`${item}.$`]: '$$.Map.Item.Value' },
      resultPath: sfn.JsonPath.DISCARD,
    });
  }

  /** Children return an empty object, since their results are collected in a state of at most 256 KiB. */
  private nothing(name: string): sfn.Pass {
    return new sfn.Pass(this, name, { result: sfn.Result.fromObject({}) });
  }

  private functionOf({ name }: Step): WatchFunction {
    const found = this.byName.get(name);
    if (found === undefined) throw new Error(`The stack has no function ${name}.`);
    return found;
  }

  private task(step: Step, resultPath: string, payload: Record<string, string>): LambdaInvoke {
    const task = new LambdaInvoke(this, step.place.title ?? titleOf(step.name), {
      lambdaFunction: this.functionOf(step).function,
      payload: sfn.TaskInput.fromObject(payload),
      payloadResponseOnly: true,
      resultPath,
      retryOnServiceExceptions: false,
    });
    task.addRetry({ errors: ['RunIncomplete', 'AccountsNotFound', 'ClockBehind'], maxAttempts: 0 });
    // The account runs as many functions as it may: waiting helps, and other functions come and go.
    task.addRetry({
      errors: ['Lambda.TooManyRequestsException'],
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxAttempts: 20,
      maxDelay: Duration.minutes(1),
      jitterStrategy: sfn.JitterType.FULL,
    });
    // Throttling, crashes, timeouts: steps can be killed at any point and run again.
    task.addRetry({
      errors: [sfn.Errors.ALL],
      interval: Duration.seconds(2),
      backoffRate: 3,
      maxAttempts: 4,
      maxDelay: Duration.minutes(2),
      jitterStrategy: sfn.JitterType.FULL,
    });
    return task;
  }
}

/** The state paths of step inputs. */
const INPUTS: Readonly<Record<StepInput, string>> = {
  execution: '$$.Execution.Id',
  unlisted: '$.plan.unlisted',
  unplanned: '$.plan.unplanned',
};

/** `collect-aws` as a state's name: `Collect aws`. */
function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}
