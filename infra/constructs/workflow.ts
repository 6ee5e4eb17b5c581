import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { Config } from '../../shared/config/schema.ts';
import type { Cloud } from '../../shared/model/account.ts';
import { NAMES } from '../names.ts';
import type { StepFunction } from './step-function.ts';
import { workflowRole } from './workflow-role.ts';

/** The functions of the workflow; of each cloud that is read, the one that reads it. */
export interface WorkflowFunctions {
  begin: StepFunction;
  plan: StepFunction;
  collect: ReadonlyMap<Cloud, StepFunction>;
  evaluate: StepFunction;
  alert: StepFunction;
  finish: StepFunction;
}

export interface WorkflowProps {
  steps: WorkflowFunctions;
  bucket: Bucket;
  key: IKey;
  run: Config['run'];
}

/** Accounts judged and told at once; more would only wait for the table. */
const ACCOUNTS_AT_ONCE = 40;

/**
 * begin → plan → each batch: its cloud's collect → each account: evaluate, alert → report.
 *
 * Nothing is caught at the top: a redrive goes on from the state that failed, and behind a Catch that would be the Fail
 * state itself. The lock of a failed run needs no giving back: the next start sees that its holder no longer runs.
 */
export class Workflow extends Construct {
  readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { steps, bucket, key, run }: WorkflowProps) {
    super(scope, id);
    const begin = this.task('Begin', steps.begin, '$.begun', { 'execution.$': '$$.Execution.Id' });
    const plan = this.task('Find accounts', steps.plan, '$.plan', { 'run.$': '$.begun.run' });
    const finish = this.task('Finish', steps.finish, '$.summary', {
      'run.$': '$.begun.run',
      'execution.$': '$$.Execution.Id',
      'unlisted.$': '$.plan.unlisted',
    });
    const definition = begin.next(
      new sfn.Choice(this, 'May it run?')
        .when(
          sfn.Condition.booleanEquals('$.begun.started', true),
          plan
            .next(this.eachBatch(steps, bucket, run))
            .next(this.eachAccount(steps, bucket))
            .next(finish)
            .next(new sfn.Succeed(this, 'Done', { outputPath: '$.summary' })),
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
      role: workflowRole(this, 'Role', { functions: functionsOf(steps), key }),
      comment: 'SKC Watch: one run of the pipeline',
      definitionBody: sfn.DefinitionBody.fromChainable(definition),
      timeout: Duration.hours(12),
      tracingEnabled: true,
      logs: {
        destination: new logs.LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${NAMES.workflow}`,
          retention: logs.RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: sfn.LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    // The role has its own words for what this would grant.
    this.machine.node.tryRemoveChild('DistributedMapPolicy');
  }

  /**
   * Each batch of targets is a child execution, which calls the function of its account's cloud until nothing of the
   * batch remains.
   */
  private eachBatch(steps: WorkflowFunctions, bucket: Bucket, run: Config['run']): sfn.DistributedMap {
    const read = this.nothing('Batch read');
    const collects = [...steps.collect].map(([cloud, step]) => {
      const collect = this.task(`Collect ${cloud}`, step, '$', { 'run.$': '$.run', 'batch.$': '$.batch' });
      const left = new sfn.Choice(this, `Anything left of ${cloud}?`);
      collect.next(left.when(sfn.Condition.booleanEquals('$.more', true), collect).otherwise(read));
      return { cloud, collect };
    });
    const [first, ...others] = collects;
    if (first === undefined) throw new Error('The configuration names no cloud.');
    return this.map('Each batch', bucket, '$.plan.batches', 'batch', {
      maxConcurrency: run.concurrency,
      toleratedFailurePercentage: run.toleratedFailurePercentage,
      // Where one cloud alone is read there is nothing to choose, and each state that is entered costs.
    }).itemProcessor(others.length === 0 ? first.collect : this.byCloud(collects));
  }

  private byCloud(collects: readonly { cloud: Cloud; collect: LambdaInvoke }[]): sfn.Choice {
    const whose = new sfn.Choice(this, 'Whose batch?');
    for (const { cloud, collect } of collects)
      // An account's key begins with its cloud.
      whose.when(sfn.Condition.stringMatches('$.batch.account', `${cloud}#*`), collect);
    return whose.otherwise(
      new sfn.Fail(this, 'No function reads it', {
        error: 'NoFunction',
        cause: 'The batch is of a cloud that was not configured when this was deployed.',
      }),
    );
  }

  private eachAccount(steps: WorkflowFunctions, bucket: Bucket): sfn.DistributedMap {
    const account = { 'run.$': '$.run', 'account.$': '$.planned.account' };
    const evaluate = this.task('Evaluate', steps.evaluate, sfn.JsonPath.DISCARD, account);
    const alert = this.task('Alert', steps.alert, sfn.JsonPath.DISCARD, account);
    const over = this.nothing('Account done');
    const child = evaluate.next(
      new sfn.Choice(this, 'Still in the organisation?')
        .when(sfn.Condition.booleanEquals('$.planned.active', true), alert.next(over))
        .otherwise(over),
    );
    // One account's failure stops no other; the report names those that failed and ends the run failed.
    return this.map('Each account', bucket, '$.plan.accounts', 'planned', {
      maxConcurrency: ACCOUNTS_AT_ONCE,
      toleratedFailurePercentage: 100,
    }).itemProcessor(child);
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

  /** Children end with next to nothing: what they return is gathered in a state of at most 256 KiB. */
  private nothing(name: string): sfn.Pass {
    return new sfn.Pass(this, name, { result: sfn.Result.fromObject({}) });
  }

  private task(
    name: string,
    { function: lambdaFunction }: StepFunction,
    resultPath: string,
    payload: Record<string, string>,
  ): LambdaInvoke {
    const task = new LambdaInvoke(this, name, {
      lambdaFunction,
      payload: sfn.TaskInput.fromObject(payload),
      payloadResponseOnly: true,
      resultPath,
      retryOnServiceExceptions: false,
    });
    task.addRetry({ errors: ['RunIncomplete', 'AccountsNotFound'], maxAttempts: 0 });
    // Throttling, a crash, a time limit: the steps may be killed anywhere and run again.
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

/** All of them, in the workflow's order. */
export function functionsOf({ collect, begin, plan, ...rest }: WorkflowFunctions): StepFunction[] {
  return [begin, plan, ...collect.values(), rest.evaluate, rest.alert, rest.finish];
}
