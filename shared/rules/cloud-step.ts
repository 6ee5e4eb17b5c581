import type { RuleId } from '../model/finding.ts';
import type { Skc } from '../model/skc.ts';
import { stepInAzure } from './step-in-azure.ts';
import { stepInGcp } from './step-in-gcp.ts';

/** What to do about a finding where the cloud is not AWS, whose steps stand with the rules themselves. */
export function cloudStep(skc: Skc, rule: RuleId): string | undefined {
  if (skc.cloud === 'gcp') return stepInGcp(skc, rule);
  return skc.cloud === 'azure' ? stepInAzure(skc, rule) : undefined;
}
