import { describe, expect, it } from 'vitest';
import { wayOn } from '../../../../cli/remote/next-step.ts';

const execution = 'arn:aws:states:us-east-1:123456789012:execution:skc-watch:one';

describe('wayOn', () => {
  it('redrives a run that failed in a state', () => {
    expect(wayOn({ status: 'FAILED', cause: 'ResourceNotFoundException: no table' }, execution)).toBe(
      `Redrive it, once mended: aws stepfunctions redrive-execution --execution-arn ${execution}`,
    );
  });

  it('starts another where accounts were left out, which no redrive repeats', () => {
    expect(
      wayOn({ status: 'FAILED', cause: 'RunIncomplete: {"errorType":"RunIncomplete"}' }, execution),
    ).toBe('Start another, once mended: npx skc run --remote');
  });

  it('starts another where somebody stopped it', () => {
    expect(wayOn({ status: 'ABORTED', cause: undefined }, execution)).toContain('npx skc run --remote');
  });
});
