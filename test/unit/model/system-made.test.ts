import { describe, expect, it } from 'vitest';
import { holdsNothing } from '../../../shared/model/system-made.ts';

const OFF = { operation: 'a.list', code: 'SERVICE_DISABLED', message: '', kind: 'disabled-api' };
const DENIED = { operation: 'a.list', code: 'IAM_PERMISSION_DENIED', message: '', kind: 'denied' };

describe('a target of an account that the cloud made itself', () => {
  it.each([
    ['holds nothing where its API is off', true, { outcome: 'failed', problems: [OFF] }, true],
    ['is a gap where it is denied', true, { outcome: 'denied', problems: [DENIED] }, false],
    [
      'is a gap where something else went wrong, too',
      true,
      { outcome: 'failed', problems: [OFF, DENIED] },
      false,
    ],
    ['is a gap where no reading came', true, undefined, false],
    ['is read where its API is on', true, { outcome: 'complete', problems: [] }, false],
    ['is a gap in any other account', undefined, { outcome: 'failed', problems: [OFF] }, false],
  ] as const)('%s', (_what, systemMade, scan, expected) => {
    const given = scan === undefined ? undefined : { outcome: scan.outcome, problems: [...scan.problems] };
    expect(holdsNothing({ systemMade }, given)).toBe(expected);
  });
});
