import type { Thresholds } from './contract.ts';
import type { Config } from '../config/schema.ts';

/** The limits of a configuration as the rules ask for them. */
export function thresholdsOf(config: Config): Thresholds {
  const { unused, expiring } = config.thresholds;
  const rotation = config.thresholds['rotation-overdue'];
  const rungs = [...new Set(expiring.rungs)].toSorted((a, b) => b - a);
  return {
    rotationOverdueDays: ({ type, traits }) =>
      rotation.types[type] ?? Math.min(traits.rotationLimitDays ?? rotation.default, rotation.default),
    unusedDays: (type) => unused.types[type] ?? unused.default,
    expiringRungsDays: () => rungs,
  };
}
