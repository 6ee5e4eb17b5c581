import { METRIC_NAMES } from '../../functions/runtime/metric-names.ts';
import { FUNCTIONS } from '../../functions/registry.ts';
import { stagesFor } from '../../infra/workflow-order.ts';

/** An input of the calculation, and its origin. */
export interface Input {
  value: number;
  unit: string;
  from: string;
}

function input(value: number, unit: string, from: string): Input {
  return { value, unit, from };
}

const DEFINITION = 'counted in the synthesised definition by `test/unit/bench/cost.test.ts`';

/** State transitions: one for each state entered, one for each child that a Distributed Map starts (Step Functions guide, "Transitions"). */
export const TRANSITIONS = {
  run: input(7, 'transitions a run', DEFINITION),
  batch: input(4, 'transitions a batch, its start included', DEFINITION),
  account: input(5, 'transitions an account, its start included', DEFINITION),
};

const TEMPLATE = 'read from the synthesised template by `test/unit/bench/cost.test.ts`';

/** The steps of the workflow when only AWS is read, as the page assumes. */
export const STEPS = stagesFor(['aws'], FUNCTIONS).flatMap(({ steps }) => steps);
/** The duration of the first step does not depend on the organisation; the others are measured. */
export const [FIRST_STEP = '', ...MEASURED_STEPS] = STEPS.map(({ name }) => name);

/** By step. */
export const MEMORY_MB: Readonly<Record<string, Input>> = Object.fromEntries(
  STEPS.map(({ name, memoryMb }) => [
    name,
    input(memoryMb, 'MB', `declared in \`functions/${name}/function.ts\``),
  ]),
);
export const AT_ONCE = {
  batches: input(40, 'batches at once', TEMPLATE),
  accounts: input(40, 'accounts at once', TEMPLATE),
};

export const WATCHING = {
  metrics: input(METRIC_NAMES.length, 'custom metrics', 'listed in `functions/runtime/metric-names.ts`'),
  alarms: input(7, 'alarms', TEMPLATE),
  dashboards: input(1, 'dashboard', TEMPLATE),
};

const ASSUMED = 'assumed';
export const ASSUMPTIONS = {
  coldSeconds: input(
    0.8,
    's billed for a cold start',
    `${ASSUMED}; a test limits the import of a bundle to 0.2 s`,
  ),
  oneProcessorMb: input(1769, 'MB that are given one processor', 'Lambda guide, "Configure function memory"'),
  firstStepSeconds: input(0.2, 's of the first step', ASSUMED),
  keyRequestsOfTable: input(
    2,
    "requests to KMS by an environment for the table's key, which DynamoDB caches for five minutes",
    ASSUMED,
  ),
  keyRequestsOfMessage: input(2, 'requests to KMS a message: GenerateDataKey and Decrypt', ASSUMED),
  keyRequestsOfObject: input(
    1,
    'request to KMS an object; the bucket key that is turned on makes it far less',
    ASSUMED,
  ),
  logBytesOfInvocation: input(
    1500,
    "bytes of log an invocation: Lambda's start and report, one or two lines of the function, its metrics",
    ASSUMED,
  ),
  logBytesOfTransition: input(
    1200,
    'bytes of log a state transition: three events without data, since every event is logged',
    ASSUMED,
  ),
  logRetentionMonths: input(3, 'months that logs are kept', TEMPLATE),
  storedShareOfLog: input(0.15, 'of the bytes of a log are stored, compressed', ASSUMED),
  tracesOfExecution: input(
    1,
    'trace an execution at most; X-Ray samples fewer where many run at once',
    ASSUMED,
  ),
  mailsOfDigest: input(1, 'e-mail a digest', ASSUMED),
  runsOfMonth: input(30, 'runs a month', ASSUMED),
};

const LIST = "list price, us-east-1, on demand: check it against AWS's page";
/** US dollars. */
export const PRICES = {
  gbSecond: input(0.0000133334, '$ a GB-second of Lambda, arm64', LIST),
  invocation: input(0.0000002, '$ an invocation of Lambda', LIST),
  transition: input(0.000025, '$ a state transition, standard workflow', LIST),
  writeUnit: input(0.000000625, '$ a write request unit', LIST),
  readUnit: input(0.000000125, '$ a read request unit', LIST),
  storedGb: input(0.45, '$ a GB-month of the table: 0.25 and 0.20 for point-in-time recovery', LIST),
  message: input(0.0000005, '$ a request to SNS', LIST),
  mail: input(0.00002, '$ an e-mail by SNS', LIST),
  key: input(1, '$ a month for the key; 1 more for each of its first two rotations', LIST),
  keyRequest: input(0.000003, '$ a request to KMS', LIST),
  logGb: input(0.5, '$ a GB of log taken in by CloudWatch', LIST),
  storedLogGb: input(0.03, '$ a GB-month of stored log', LIST),
  metric: input(
    0.3,
    '$ a month of a custom metric sent every hour; one sent once a day costs a part of it',
    LIST,
  ),
  alarm: input(0.1, '$ a month of an alarm', LIST),
  dashboard: input(3, '$ a month of a dashboard; the first three of an account are free', LIST),
  trace: input(0.000005, '$ a trace of X-Ray', LIST),
  put: input(0.000005, '$ a PUT or LIST of S3', LIST),
  get: input(0.0000004, '$ a GET of S3', LIST),
  secretsRequest: input(0.000005, '$ a request to Secrets Manager', LIST),
};
