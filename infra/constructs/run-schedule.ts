import { Duration, TimeZone } from 'aws-cdk-lib';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Config } from '../../shared/config/schema.ts';
import { NAMES } from '../names.ts';

/** Starts the workflow on schedule; failed starts go to the dead-letter queue. */
export class RunSchedule extends Construct {
  readonly name = NAMES.schedule;

  constructor(
    scope: Construct,
    id: string,
    {
      machine,
      schedule,
      deadLetters,
    }: { machine: StateMachine; schedule: Config['schedule']; deadLetters: Queue },
  ) {
    super(scope, id);
    new scheduler.Schedule(this, 'Schedule', {
      scheduleName: this.name,
      description: 'SKC Watch: when it runs',
      schedule: expressionOf(schedule),
      timeWindow:
        schedule.flexibleMinutes === 0
          ? scheduler.TimeWindow.off()
          : scheduler.TimeWindow.flexible(Duration.minutes(schedule.flexibleMinutes)),
      target: new StepFunctionsStartExecution(machine, {
        input: scheduler.ScheduleTargetInput.fromObject({ startedBy: 'schedule' }),
        deadLetterQueue: deadLetters,
        retryAttempts: 10,
        maxEventAge: Duration.hours(6),
      }),
    });
  }
}

function expressionOf({ expression, timeZone }: Config['schedule']): scheduler.ScheduleExpression {
  return scheduler.ScheduleExpression.expression(expression, TimeZone.of(timeZone));
}
