import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS_NAMESPACE, METRICS_SERVICE, type MetricName } from './metric-names.ts';

/** Structured log of a function, one JSON object per line. */
export const logger = new Logger({ serviceName: METRICS_SERVICE });

/** Writes metrics as a log line in CloudWatch's embedded metric format, which needs no API call and no permission. */
export function measure(counts: Partial<Record<MetricName, number>>): void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: METRICS_SERVICE });
  for (const [name, count] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, count);
  metrics.publishStoredMetrics();
}
