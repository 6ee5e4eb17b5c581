import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInToSandbox } from '../../bed/sandbox/sign-in.ts';
import { renderDoctorReport } from '../../../cli/screen/doctor-page.ts';
import { checkableAws } from '../../../doctor/aws/connection.ts';
import { doctor } from '../../../doctor/doctor.ts';
import { isHealthy, type AccountCheck, type DoctorReport } from '../../../doctor/report.ts';
import { sampleConfig } from '../../../sandbox/estate/sample-config.ts';
import { SAMPLE_IDS } from '../../../sandbox/estate/sample-organisation.ts';
import { sampleEstate } from '../../../sandbox/estate/sample.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { openAwsSessions } from '../../../shared/clouds/aws/session.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { awsSources } from '../../../shared/sources/aws/registry.ts';
import { awsReadActions } from '../../../shared/readers/aws/permissions.ts';
import { PLAN_PERMISSIONS } from '../../../shared/readers/aws/organisation.ts';
import pc from 'picocolors';

const EPOCH = '2026-11-21T06:00:00Z';

let sandbox: Sandbox;
let report: DoctorReport;
const calls = new Calls();

beforeAll(async () => {
  sandbox = await startSandbox({ estate: sampleEstate({ epoch: EPOCH }) });
  signInToSandbox(process.env, sandbox.url);
  const config = configSchema.parse({ ...sampleConfig(EPOCH), expectedUnreadable: [] });
  const aws = openAwsSessions({ homeRegion: 'us-east-1', memberRole: config.memberRole, calls });
  report = await doctor(
    { now: EPOCH },
    { config, aws, clouds: [checkableAws({ config, aws })], deployed: undefined },
  );
  aws.close();
});

afterAll(() => sandbox.close());

function checked(name: keyof typeof SAMPLE_IDS): AccountCheck {
  const found = report.accounts.find(({ account }) => account === `aws#${SAMPLE_IDS[name]}`);
  if (found === undefined) throw new Error(`${name} was not checked`);
  return found;
}

describe('the doctor, on AWS', () => {
  it('finds every permission granted in an account that has the role', () => {
    const { lacks, sources } = checked('shop-web');
    expect(lacks).toEqual([]);
    expect(sources.map(({ source }) => source)).toEqual(awsSources.map(({ type }) => type));
    expect(sources.flatMap((source) => source.lacks)).toEqual([]);
    const tried = sources.flatMap(({ granted, untried }) => [...granted, ...untried]);
    expect(tried.toSorted()).toEqual(awsReadActions());
  });

  it('finds the role missing in an account, with the command that creates it', () => {
    const [lack, ...others] = checked('core-banking').lacks;
    expect(others).toEqual([]);
    expect(lack).toMatchObject({ permission: 'sts:AssumeRole', state: 'missing' });
    expect(lack?.nextStep).toContain('aws cloudformation deploy --stack-name SkcWatchMember');
  });

  it('finds a region that the organisation denies, and names the policy', () => {
    const lacks = checked('data-lake').sources.flatMap((source) => source.lacks);
    expect(new Set(lacks.map(({ state, location }) => `${state} ${location ?? ''}`))).toEqual(
      new Set(['denied eu-central-1']),
    );
    expect(lacks[0]?.nextStep).toContain('service control policy');
  });

  it('checks the role in the management account, and prints how it is rolled out', () => {
    const checks = report.checks.filter(({ about }) => about === 'management account');
    expect(checks.map(({ state }) => state)).toEqual(['fine', 'unasked']);
    expect(checks[1]?.nextStep).toContain('register-delegated-administrator');
  });

  it('shows that action is needed', () => {
    expect(isHealthy(report)).toBe(false);
    const screen = renderDoctorReport(report, pc.createColors(false));
    expect(screen).toMatch(/granted {2}shop-web/);
    expect(screen).toMatch(/missing {2}core-banking/);
    expect(screen).toMatch(/denied {3}data-lake/);
    expect(screen).toContain('Action needed');
  });

  it('calls nothing that is not declared', () => {
    const known = new Set<string>([
      ...awsReadActions(),
      ...PLAN_PERMISSIONS,
      'organizations:DescribeOrganization',
      'sts:AssumeRole',
      'sts:GetCallerIdentity',
    ]);
    expect(Object.keys(calls.byOperation()).filter((each) => !known.has(each))).toEqual([]);
  });
});
