import { describe, expect, it } from 'vitest';
import { nextStep } from '../../../../cli/remote/execution.ts';

const execution = 'arn:aws:states:us-east-1:123456789012:execution:skc-watch:one';

describe('nextStep', () => {
  it('redrives a run that failed in a state', () => {
    expect(nextStep({ status: 'FAILED', cause: 'ResourceNotFoundException: no table' }, execution)).toBe(
      `Fix the cause, then redrive it: aws stepfunctions redrive-execution --execution-arn ${execution}`,
    );
  });

  it('starts another run if accounts were left out, which a redrive does not repeat', () => {
    expect(
      nextStep({ status: 'FAILED', cause: 'RunIncomplete: {"errorType":"RunIncomplete"}' }, execution),
    ).toBe('Fix the cause, then start another run: npx skc run --remote');
  });

  it('starts another run if a person stopped it', () => {
    expect(nextStep({ status: 'ABORTED', cause: undefined }, execution)).toContain('npx skc run --remote');
  });
});
