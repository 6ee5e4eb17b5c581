import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Config } from '../../shared/config/schema.ts';
import { runMetric } from '../run-metric.ts';
import { silentHours } from '../../shared/config/silence.ts';
import { RunDashboard } from './run-dashboard.ts';
import type { WatchFunction } from './watch-function.ts';

export interface WatchProps {
  config: Config;
  /** The workflow's functions. */
  functions: readonly WatchFunction[];
  machine: StateMachine;
  /** Who is notified: the organisation's topic, and the watchdog's where there is one. */
  topics: readonly Topic[];
  deadLetters: Queue;
}

const { BREACHING, NOT_BREACHING, IGNORE } = cloudwatch.TreatMissingData;

/** Alarms in case SKC Watch itself stops. Each notifies every topic, since one of them may be what has failed. */
export class Watch extends Construct {
  readonly alarms: cloudwatch.Alarm[] = [];

  constructor(scope: Construct, id: string, { config, functions, machine, topics, deadLetters }: WatchProps) {
    super(scope, id);
    const add = (name: string, props: Omit<cloudwatch.AlarmProps, 'alarmName'>) => {
      const alarm = new cloudwatch.Alarm(this, name, {
        ...props,
        alarmName: `SKC Watch: ${props.alarmDescription}`,
      });
      const actions = topics.map((topic) => new SnsAction(topic));
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
      this.alarms.push(alarm);
    };
    const { GREATER_THAN_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
    const hour = Duration.hours(1);

    const often = { period: Duration.minutes(5), statistic: 'Sum' };
    for (const [name, alarmDescription, metric] of [
      ['RunFailed', 'a run failed', machine.metricFailed(often)],
      ['RunTimedOut', 'a run took too long and was ended', machine.metricTimedOut(often)],
      ['RunAborted', 'a run was stopped by hand', machine.metricAborted(often)],
    ] as const)
      add(name, {
        alarmDescription,
        metric,
        threshold: 0,
        comparisonOperator: GREATER_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: NOT_BREACHING,
      });
    // Silence shows as missing data, so missing data triggers the alarm.
    add('Silence', {
      alarmDescription: 'no run succeeded for too long',
      metric: runMetric('RunSucceeded', { statistic: 'Sum', period: hour }),
      threshold: 1,
      comparisonOperator: LESS_THAN_THRESHOLD,
      evaluationPeriods: silentHours(config.schedule),
      treatMissingData: BREACHING,
    });
    add('NobodyHears', {
      alarmDescription: 'the organisation topic has no confirmed subscription',
      metric: runMetric('OrganisationSubscriptions', { statistic: 'Maximum', period: hour }),
      threshold: 1,
      comparisonOperator: LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // Between runs the last run's value stays valid.
      treatMissingData: IGNORE,
    });
    add('TargetsUnread', {
      alarmDescription: 'targets were denied or failed',
      metric: runMetric('TargetsUnread', { statistic: 'Maximum', period: hour }),
      threshold: config.run.toleratedUnread,
      comparisonOperator: GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: IGNORE,
    });
    add('DeadLetters', {
      alarmDescription: 'a start or a call went to the dead-letter queue',
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: 0,
      comparisonOperator: GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: NOT_BREACHING,
    });
    new RunDashboard(this, 'Dashboard', { functions, machine, alarms: this.alarms });
  }
}
