import { describe, expect, it } from 'vitest';
import { AWS_PROBES } from '../../../functions/doctor/probes.ts';
import { PLAN_PERMISSIONS } from '../../../shared/clouds/aws/organisation.ts';
import { awsReadActions, awsValueActions } from '../../../shared/sources/aws/permissions.ts';

describe('probes', () => {
  it('know how to try every permission that is declared', () => {
    const declared = [...awsReadActions(), ...PLAN_PERMISSIONS];
    expect(declared.filter((action) => !Object.hasOwn(AWS_PROBES, action))).toEqual([]);
  });

  it('try nothing that gives a value', () => {
    expect(awsValueActions().filter((action) => Object.hasOwn(AWS_PROBES, action))).toEqual([]);
  });
});
