import {
  ASSUMPTIONS,
  AT_ONCE,
  MEASURED_STEPS,
  MEMORY_MB,
  PRICES,
  STEPS,
  TRANSITIONS,
  WATCHING,
  type Input,
} from './inputs.ts';
import type { Measured } from './measured.ts';
import { monthOf, secondsOf, usageOf, type Organisation, type Usage } from './model.ts';

const SIZES = [10, 400, 5000] as const;
const ORDINARY = { skcs: 100, regions: 4, changedShare: 0.01 };

const ROWS: readonly (readonly [keyof Usage, string])[] = [
  ['gbSeconds', 'Lambda, GB-s'],
  ['invocations', 'Lambda, invocations'],
  ['transitions', 'Step Functions, state transitions'],
  ['children', 'Step Functions, child runs'],
  ['writeUnits', 'DynamoDB, write request units'],
  ['readUnits', 'DynamoDB, read request units'],
  ['messages', 'SNS, requests'],
  ['mails', 'SNS, e-mails'],
  ['keyRequests', 'KMS, requests for the key of the deployment'],
  ['puts', 'S3, PUT and LIST'],
  ['gets', 'S3, GET'],
  ['logBytes', 'CloudWatch, bytes of logs'],
  ['traces', 'X-Ray, traces at most'],
  ['memberKeyRequests', 'KMS, requests in the accounts read'],
  ['memberSecretsRequests', 'Secrets Manager, requests in the accounts read'],
];

/** `docs/cost.md`. */
export function costDocument(measured: Measured): string {
  const organisations = SIZES.map((accounts): Organisation => ({ ...ORDINARY, accounts }));
  const usages = organisations.map((organisation) => usageOf(organisation, measured));
  const months = usages.map(monthOf);
  const sums = months.map((month) => Object.values(month).reduce((sum, dollars) => sum + dollars, 0));
  const { latency } = measured;
  return `${[
    '# Cost',
    '',
    'What a run and a month cost. Generated from `bench/cost/` by `npx vitest run --project unit test/unit/bench/cost.test.ts -u`; the test fails where this page, the workflow or the memory of a function no longer agree with it.',
    '',
    `For accounts with ${ORDINARY.skcs} SKCs in ${ORDINARY.regions} regions each, of which ${ORDINARY.changedShare * 100} % change a day, one run a day. Other sizes: \`usageOf\` in \`bench/cost/model.ts\`.`,
    '',
    '**Prices are list prices of us-east-1, on demand, without free tiers, and were not checked against AWS’s pages: check them before you rely on a total.** Nothing here was measured in AWS: see what is measured and what is assumed below.',
    '',
    '## A run',
    '',
    table(
      ['', ...SIZES.map((size) => `${grouped(size)} accounts`)],
      ROWS.map(([key, title]) => [title, ...usages.map((usage) => grouped(usage[key]))]),
    ),
    '',
    'An ordinary daily run. The first run costs more, once: it writes every SKC and finding and verifies findings.',
    '',
    '## A month, US$',
    '',
    table(
      ['', ...SIZES.map((size) => `${grouped(size)} accounts`)],
      [
        ...Object.keys(months[0] ?? {}).map((service) => [
          service,
          ...months.map((month) => (month[service] ?? 0).toFixed(2)),
        ]),
        ['**Sum**', ...sums.map((sum) => `**${sum.toFixed(2)}**`)],
        ['**for each account**', ...sums.map((sum, index) => (sum / (SIZES[index] ?? 1)).toFixed(3))],
      ],
    ),
    '',
    `The table then holds ${usages.map(({ storedGb }) => storedGb.toFixed(2)).join(', ')} GB (after a year of changes and digests, indexes included). Not counted: data transfer, retries.`,
    '',
    '## Formulas',
    '',
    'With A accounts, B batches (one for each account up to 50 targets), and the values measured per account, interpolated linearly in SKCs and regions between three shapes:',
    '',
    `- **State transitions** = ${TRANSITIONS.run.value} + ${TRANSITIONS.batch.value} B + ${TRANSITIONS.account.value} A; **child runs** = B + A. If more than one cloud is read, each batch takes one more transition, and each subscription and project counts as an account.`,
    `- **Invocations** = ${counted('run')} + ${counted('batch')} B + ${counted('account')} A.`,
    `- **GB-s** = Σ over steps of GB × (A × (clock + processor × (${ASSUMPTIONS.oneProcessorMb.value} / MB − 1)) + cold starts × ${ASSUMPTIONS.coldSeconds.value} s): a function of 512 MB has 0.29 of a processor. Cold are as many as run at once.`,
    '- **Write units** = A × (scans + account + updated dates of last use + changes × what one change writes: itself, the SKC, findings, digests), each with the units of its indexes.',
    '- **Read units** = A × what the steps read; `finish` reads every account’s findings and scans once more.',
    '- **SNS** = A + 1 reads of subscriptions + digests. **S3** = A + 4 written, A + 2 read.',
    `- **Logs** = ${ASSUMPTIONS.logBytesOfInvocation.value} bytes per invocation + ${ASSUMPTIONS.logBytesOfTransition.value} per state transition, kept for ${ASSUMPTIONS.logRetentionMonths.value} months. **Metrics, alarms, dashboard** do not grow with the organisation. **Traces** = A + B + 1 at most.`,
    '- **KMS** = 2 per execution environment + 2 per digest + 1 per object.',
    '',
    '## Measured',
    '',
    `On ${measured.measuredAt} by \`node bench/cost/measure.ts\` (Node ${measured.node.slice(1)}, seven minutes): the deployed steps over ${measured.shapes[0]?.shape.accounts ?? 0} accounts of the sandbox, mean of ${measured.countedDays} daily runs after the first nine; saved in \`bench/cost/measured.json\`. Of an account and a day:`,
    '',
    table(
      ['', ...measured.shapes.map(({ shape }) => `${shape.skcs} SKCs, ${shape.regions} regions`)],
      measuredRows(measured),
    ),
    '',
    'Seconds are those of one further run (wall clock and processor), on a machine with two processors and other work.',
    `**They assume** that every call to a cloud takes ${latency.cloudMs} ms, every request to the table ${latency.tableMs} ms, to the bucket ${latency.bucketMs} ms.`,
    '',
    '## Sizes of items',
    '',
    table(
      ['item', 'bytes', 'write units: table', 'indexes'],
      Object.entries(measured.shapes[0]?.writes ?? {}).map(([kind, { bytes, table: own, indexes }]) => [
        kind,
        grouped(bytes),
        own.toFixed(1),
        indexes.toFixed(1),
      ]),
    ),
    '',
    'Averages per write. A scan is in no index; an SKC is in `bySkc` completely and in the index by due date while it has one. Until they are measured again they are those of the previous release, without the index `changesByDay`, which takes one unit more per change.',
    '',
    '## Other inputs',
    '',
    table(
      ['', 'from'],
      [TRANSITIONS, MEMORY_MB, AT_ONCE, WATCHING, ASSUMPTIONS, PRICES].flatMap(
        (group: Record<string, Input>) =>
          Object.entries(group).map(([name, { value, unit, from }]) => [
            `${name}: ${shown(value)} ${unit}`,
            from,
          ]),
      ),
    ),
  ].join('\n')}\n`;
}

/** The steps that are called once per run, batch or account. */
function counted(per: 'run' | 'batch' | 'account'): string {
  const names = STEPS.filter(({ place }) => place.per === per).map(({ name }) => name);
  return `${names.length} (${names.join(', ')})`;
}

function measuredRows({ shapes }: Measured): string[][] {
  const row = (title: string, of: (shape: Measured['shapes'][number]) => string) => [
    title,
    ...shapes.map(of),
  ];
  const seconds = (step: string) =>
    row(`${step}, s (clock / processor)`, (shape) => {
      const { wall, cpu } = secondsOf(shape, step);
      return `${wall.toFixed(2)} / ${cpu.toFixed(2)}`;
    });
  return [
    row('targets', ({ targets }) => String(targets)),
    row('changes', ({ changes }) => changes.toFixed(2)),
    row('findings written', ({ writes }) => (writes['finding']?.count ?? 0).toFixed(2)),
    row('SKCs written for their last use', ({ writes }) => (writes['skc refreshed']?.count ?? 0).toFixed(2)),
    row('digests', ({ digests }) => digests.toFixed(2)),
    row('calls to KMS', ({ calls }) => (calls['kms'] ?? 0).toFixed(1)),
    row('calls to Secrets Manager', ({ calls }) => (calls['secretsmanager'] ?? 0).toFixed(1)),
    row('read units', ({ reads }) =>
      Object.values(reads)
        .reduce((sum, units) => sum + units, 0)
        .toFixed(1),
    ),
    ...MEASURED_STEPS.map(seconds),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Never with an exponent. */
function shown(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 12, useGrouping: false });
}
