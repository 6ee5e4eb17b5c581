import { describe, expect, it } from 'vitest';
import { EXIT, gravest } from '../../../cli/program/exit-codes.ts';

describe('gravest', () => {
  it('lets incomplete collecting outrank findings', () => {
    expect(gravest(EXIT.findings, EXIT.incomplete)).toBe(3);
    expect(gravest(EXIT.incomplete, EXIT.findings)).toBe(3);
  });

  it('is 0 when there is nothing to report', () => {
    expect(gravest()).toBe(0);
    expect(gravest(EXIT.ok, EXIT.ok)).toBe(0);
  });
});
