import { describe, expect, it } from 'vitest';
import { byCause } from '../../../functions/collect/listing.ts';
import type { Problem } from '../../../shared/model/target.ts';

const denied = (operation: string, over: Partial<Problem> = {}): Problem => ({
  operation,
  code: 'AccessDeniedException',
  message: `denied: ${operation}`,
  ...over,
});

describe('byCause', () => {
  it('merges problems with the same operation and code, and counts their SKCs', () => {
    const problems = byCause([
      denied('kms:DescribeKey', { skcs: 1 }),
      denied('kms:DescribeKey', { skcs: 2 }),
      denied('kms:DescribeKey', { code: 'ThrottlingException', skcs: 1 }),
      denied('kms:GetKeyRotationStatus', { skcs: 1 }),
    ]);
    expect(problems.map(({ operation, code, skcs }) => [operation, code, skcs])).toEqual([
      ['kms:DescribeKey', 'AccessDeniedException', 3],
      ['kms:DescribeKey', 'ThrottlingException', 1],
      ['kms:GetKeyRotationStatus', 'AccessDeniedException', 1],
    ]);
  });

  it('keeps the first ten causes and no more, so that a scan stays a small item', () => {
    const causes = Array.from({ length: 11 }, (_, index) => denied(`kms:Operation${index}`));
    expect(byCause(causes.slice(0, 10))).toHaveLength(10);
    expect(byCause(causes)).toEqual(causes.slice(0, 10));
  });
});
