import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { MetricName } from '../../functions/runtime/metric-names.ts';
import { NAMES } from '../names.ts';
import { runMetric } from '../run-metric.ts';
import type { WatchFunction } from './watch-function.ts';

const DAY = Duration.days(1);
/** US dollars per GB-second of Lambda on arm64, first tier, and per request (list price, us-east-1). */
const GB_SECOND = 0.0000133334;
const REQUEST = 0.0000002;

/** The dashboard of SKC Watch itself: runs, coverage, findings, calls, cost. */
export class RunDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      functions,
      machine,
      alarms,
    }: { functions: readonly WatchFunction[]; machine: StateMachine; alarms: cloudwatch.IAlarm[] },
  ) {
    super(scope, id);
    const graph = (title: string, left: cloudwatch.IMetric[], stacked = false) =>
      new cloudwatch.GraphWidget({ title, left, stacked, width: 12, height: 6, leftYAxis: { min: 0 } });
    const last = (...names: MetricName[]) =>
      names.map((name) => runMetric(name, { statistic: 'Maximum', period: DAY, label: name }));
    const sum = (...names: MetricName[]) =>
      names.map((name) => runMetric(name, { statistic: 'Sum', period: DAY, label: name }));
    const daily = { period: DAY, statistic: 'Sum' };
    new cloudwatch.Dashboard(this, 'Page', {
      dashboardName: NAMES.dashboard,
      defaultInterval: Duration.days(30),
      widgets: [
        [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 3 })],
        [
          graph('Runs', [machine.metricStarted(daily), machine.metricFailed(daily), ...sum('RunSucceeded')]),
          graph(
            'Coverage: targets',
            last('TargetsPlanned', 'TargetsComplete', 'TargetsUnread', 'VaultsUnreachable'),
          ),
        ],
        [
          graph(
            'Open findings',
            last('FindingsCritical', 'FindingsHigh', 'FindingsMedium', 'FindingsLow'),
            true,
          ),
          graph('Notified', [
            ...sum('DigestsSent'),
            ...last('AccountsNotNotified', 'OrganisationSubscriptions'),
          ]),
        ],
        [
          graph('Calls to clouds', sum('CloudCalls', 'Changes', 'Verifications')),
          graph('Cost of the functions a day, US$ (list price)', [cost(functions)]),
        ],
        [
          graph('Duration of functions, ms', durations(functions)),
          graph('Errors of functions', errors(functions)),
        ],
      ],
    });
  }
}

/** Cost of Lambda, from durations and memory. For Step Functions, DynamoDB and the rest see `docs/cost.md`. */
function cost(functions: readonly WatchFunction[]): cloudwatch.MathExpression {
  const usingMetrics: Record<string, cloudwatch.IMetric> = {};
  const terms = functions.map(({ declaration, function: each }) => {
    // Ids in CloudWatch metric math cannot have hyphens.
    const name = declaration.name.replaceAll('-', '_');
    usingMetrics[`${name}Ms`] = each.metricDuration({ period: DAY, statistic: 'Sum' });
    usingMetrics[`${name}Calls`] = each.metricInvocations({ period: DAY, statistic: 'Sum' });
    return `${name}Ms / 1000 * ${decimal((declaration.memoryMb / 1024) * GB_SECOND)} + ${name}Calls * ${decimal(REQUEST)}`;
  });
  return new cloudwatch.MathExpression({
    expression: terms.join(' + '),
    label: 'Lambda',
    usingMetrics,
    period: DAY,
  });
}

/** CloudWatch metric math does not support exponents. */
function decimal(value: number): string {
  return value.toFixed(12);
}

function durations(functions: readonly WatchFunction[]): cloudwatch.IMetric[] {
  return functions.map(({ declaration: { name: label }, function: each }) =>
    each.metricDuration({ period: DAY, statistic: 'p95', label }),
  );
}

function errors(functions: readonly WatchFunction[]): cloudwatch.IMetric[] {
  return functions.map(({ declaration: { name: label }, function: each }) =>
    each.metricErrors({ period: DAY, statistic: 'Sum', label }),
  );
}
