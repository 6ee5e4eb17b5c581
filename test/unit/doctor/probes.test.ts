import { describe, expect, it } from 'vitest';
import { AWS_PROBES } from '../../../doctor/aws/probes.ts';
import { PLAN_PERMISSIONS } from '../../../shared/readers/aws/organisation.ts';
import { awsReadActions, awsValueActions } from '../../../shared/readers/aws/permissions.ts';

describe('probes', () => {
  it('know how to try every permission that is declared', () => {
    const declared = [...awsReadActions(), ...PLAN_PERMISSIONS];
    expect(declared.filter((action) => !Object.hasOwn(AWS_PROBES, action))).toEqual([]);
  });

  it('try nothing that gives a value', () => {
    expect(awsValueActions().filter((action) => Object.hasOwn(AWS_PROBES, action))).toEqual([]);
  });
});
