import type { Thresholds } from './contract.ts';
import type { Config } from '../config/schema.ts';

/** Types that ought to rotate sooner than others, whatever else a config names. Days. */
const SOONER: Readonly<Record<string, number>> = {
  'aws.iam-access-key': 90,
  'azure.storage-account-key': 90,
  'gcp.service-account-key': 90,
};

/** The limits of a configuration as the rules ask for them. */
export function thresholdsOf(config: Config): Thresholds {
  const { unused, expiring } = config.thresholds;
  const rotation = config.thresholds['rotation-overdue'];
  const rungs = [...new Set(expiring.rungs)].toSorted((a, b) => b - a);
  return {
    rotationOverdueDays: (type) =>
      rotation.types[type] ?? Math.min(SOONER[type] ?? rotation.default, rotation.default),
    unusedDays: (type) => unused.types[type] ?? unused.default,
    expiringRungsDays: () => rungs,
  };
}
