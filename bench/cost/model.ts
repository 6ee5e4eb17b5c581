import { ASSUMPTIONS, AT_ONCE, FIRST_STEP, PRICES, STEPS, TRANSITIONS, WATCHING } from './inputs.ts';
import type { Measured, Shape, ShapeMeasured } from './measured.ts';

/** The organisation to calculate for. */
export interface Organisation extends Shape {
  /** Share of the SKCs that change in a day. */
  changedShare: number;
}

/** What one ordinary daily run uses (not the first, which writes every SKC), over all accounts. */
export interface Usage {
  batches: number;
  invocations: number;
  gbSeconds: number;
  transitions: number;
  children: number;
  writeUnits: number;
  readUnits: number;
  /** Size of the table after a year of runs. */
  storedGb: number;
  messages: number;
  mails: number;
  keyRequests: number;
  puts: number;
  gets: number;
  /** Of functions and workflow. */
  logBytes: number;
  /** At most. */
  traces: number;
  /** Calls paid for by the accounts that are read. */
  memberKeyRequests: number;
  memberSecretsRequests: number;
}

/** Interpolates a value between the three measured shapes, linearly in SKCs and regions. */
export function between(
  { shapes }: Pick<Measured, 'shapes'>,
  { skcs, regions }: Pick<Shape, 'skcs' | 'regions'>,
  of: (measured: ShapeMeasured) => number,
): number {
  const [base, larger, wider] = shapes;
  if (base === undefined || larger === undefined || wider === undefined)
    throw new Error('A shape is missing.');
  const bySkc = (of(larger) - of(base)) / (larger.shape.skcs - base.shape.skcs);
  const byRegion = (of(wider) - of(base)) / (wider.shape.regions - base.shape.regions);
  return Math.max(0, of(base) + bySkc * (skcs - base.shape.skcs) + byRegion * (regions - base.shape.regions));
}

/** Billed seconds: wall clock time with a full processor, plus the extra time for the function's share of one. */
export function billedSeconds({ wall, cpu }: { wall: number; cpu: number }, memoryMb: number): number {
  return wall + cpu * Math.max(0, ASSUMPTIONS.oneProcessorMb.value / memoryMb - 1);
}

/** The usage of one daily run; pure. */
export function usageOf(organisation: Organisation, measured: Measured): Usage {
  const { accounts, skcs } = organisation;
  const at = (of: (shape: ShapeMeasured) => number) => between(measured, organisation, of);
  const batches = accounts * Math.ceil(at((shape) => shape.batches));
  const changes = skcs * organisation.changedShare;
  const perChange = (of: (shape: ShapeMeasured) => number) => at(of) / at((shape) => shape.changes);
  const digests = accounts * Math.min(1, changes * perChange((shape) => shape.digests));

  const times = { run: 1, batch: batches, account: accounts };
  const atOnce = { run: 1, batch: AT_ONCE.batches.value, account: AT_ONCE.accounts.value };
  let environments = 0;
  let invocations = 0;
  let gbSeconds = 0;
  for (const { name, memoryMb, place } of STEPS) {
    const cold = Math.min(times[place.per], atOnce[place.per]);
    const each = () => ({
      wall: at((shape) => secondsOf(shape, name).wall),
      cpu: at((shape) => secondsOf(shape, name).cpu),
    });
    const seconds =
      name === FIRST_STEP ? ASSUMPTIONS.firstStepSeconds.value : accounts * billedSeconds(each(), memoryMb);
    environments += cold;
    invocations += times[place.per];
    gbSeconds += ((seconds + cold * ASSUMPTIONS.coldSeconds.value) * memoryMb) / 1024;
  }

  const children = batches + accounts;
  const transitions =
    TRANSITIONS.run.value + batches * TRANSITIONS.batch.value + accounts * TRANSITIONS.account.value;
  const puts = accounts + 4;
  // One call to read the subscriptions of each audience, including the organisation, and one to publish.
  const messages = accounts + 1 + digests;
  return {
    batches,
    invocations,
    gbSeconds,
    transitions,
    children,
    writeUnits: accounts * writeUnitsOf(organisation, measured),
    readUnits: accounts * at(({ reads }) => Object.values(reads).reduce((sum, units) => sum + units, 0)),
    storedGb: (accounts * storedBytesOf(organisation, measured)) / 1e9,
    messages,
    mails: digests * ASSUMPTIONS.mailsOfDigest.value,
    keyRequests:
      environments * ASSUMPTIONS.keyRequestsOfTable.value +
      digests * ASSUMPTIONS.keyRequestsOfMessage.value +
      (puts + accounts + 2) * ASSUMPTIONS.keyRequestsOfObject.value,
    puts: puts + Math.ceil(accounts / 1000),
    gets: accounts + 2,
    logBytes:
      invocations * ASSUMPTIONS.logBytesOfInvocation.value +
      transitions * ASSUMPTIONS.logBytesOfTransition.value,
    traces: (children + 1) * ASSUMPTIONS.tracesOfExecution.value,
    memberKeyRequests: accounts * at(({ calls }) => calls['kms'] ?? 0),
    memberSecretsRequests: accounts * at(({ calls }) => calls['secretsmanager'] ?? 0),
  };
}

/** @throws when the step has not been measured. */
export function secondsOf({ seconds }: ShapeMeasured, step: string): { wall: number; cpu: number } {
  const measured = seconds[step];
  if (measured === undefined)
    throw new Error(`${step} is not in measured.json: run \`node bench/cost/measure.ts\`.`);
  return measured;
}

/** Write units of one account and day: those of every run, of updated last-use dates, and of changes. */
export function writeUnitsOf(organisation: Organisation, measured: Measured): number {
  const at = (of: (shape: ShapeMeasured) => number) => between(measured, organisation, of);
  const dueToChange = new Set(['change', 'skc changed', 'finding', 'digest', 'digest-last']);
  const kinds = new Set(measured.shapes.flatMap(({ writes }) => Object.keys(writes)));
  const changes = organisation.skcs * organisation.changedShare;
  let units = 0;
  for (const kind of kinds) {
    const daily = at(({ writes }) => {
      const written = writes[kind];
      return written === undefined ? 0 : written.count * (written.table + written.indexes);
    });
    units += dueToChange.has(kind) ? (daily / at((shape) => shape.changes)) * changes : daily;
  }
  return units;
}

/** Stored bytes of one account after a year: current items and past changes. */
function storedBytesOf(organisation: Organisation, measured: Measured): number {
  const at = (kind: string) => between(measured, organisation, ({ stored }) => stored[kind] ?? 0);
  const bytesOfChange = between(
    measured,
    organisation,
    ({ writes }) => 2 * (writes['change']?.bytes ?? 0) + 100,
  );
  const bytesOfDigests =
    between(
      measured,
      organisation,
      ({ writes }) => (writes['digest']?.count ?? 0) * (writes['digest']?.bytes ?? 0),
    ) / between(measured, organisation, (shape) => shape.changes);
  const changes = 365 * organisation.skcs * organisation.changedShare;
  return (
    ['skc', 'finding', 'scan', 'account', 'digest', 'digest-last'].reduce((sum, kind) => sum + at(kind), 0) +
    changes * (bytesOfChange + bytesOfDigests)
  );
}

/** US dollars per month, by service. */
export function monthOf(usage: Usage): Record<string, number> {
  const runs = ASSUMPTIONS.runsOfMonth.value;
  const price = (name: keyof typeof PRICES, count: number) => PRICES[name].value * count;
  const monthlyLogGb = (runs * usage.logBytes) / 1e9;
  const storedLogGb =
    monthlyLogGb * ASSUMPTIONS.logRetentionMonths.value * ASSUMPTIONS.storedShareOfLog.value;
  return {
    Lambda: runs * (price('gbSecond', usage.gbSeconds) + price('invocation', usage.invocations)),
    'Step Functions': runs * price('transition', usage.transitions),
    DynamoDB:
      runs * (price('writeUnit', usage.writeUnits) + price('readUnit', usage.readUnits)) +
      price('storedGb', usage.storedGb),
    SNS: runs * (price('message', usage.messages) + price('mail', usage.mails)),
    KMS: price('key', 1) + runs * price('keyRequest', usage.keyRequests),
    S3: runs * (price('put', usage.puts) + price('get', usage.gets)),
    'CloudWatch, logs': price('logGb', monthlyLogGb) + price('storedLogGb', storedLogGb),
    'CloudWatch, metrics, alarms and dashboard':
      price('metric', WATCHING.metrics.value) +
      price('alarm', WATCHING.alarms.value) +
      price('dashboard', WATCHING.dashboards.value),
    'X-Ray': runs * price('trace', usage.traces),
    'KMS, paid by the accounts read': runs * price('keyRequest', usage.memberKeyRequests),
    'Secrets Manager, paid by the accounts read': runs * price('secretsRequest', usage.memberSecretsRequests),
  };
}
