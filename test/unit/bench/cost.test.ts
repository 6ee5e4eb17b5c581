import { fileURLToPath } from 'node:url';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { beforeAll, describe, expect, it } from 'vitest';
import { costDocument } from '../../../bench/cost/document.ts';
import {
  ASSUMPTIONS,
  AT_ONCE,
  MEMORY_MB,
  PRICES,
  TRANSITIONS,
  WATCHING,
} from '../../../bench/cost/inputs.ts';
import { itemBytes, writeUnits } from '../../bed/inventory/write-units.ts';
import { readMeasured } from '../../../bench/cost/measured.ts';
import { between, billedSeconds, monthOf, usageOf } from '../../../bench/cost/model.ts';
import { deployedName } from '../../../infra/names.ts';
import { collectorTemplate } from '../../bed/infra/synthesised.ts';

const measured = readMeasured();
const ordinary = { skcs: 100, regions: 4, changedShare: 0.01 };

describe('the page on cost', () => {
  it('matches the measurement and the formulas', async () => {
    const page = fileURLToPath(new URL('../../../docs/cost.md', import.meta.url));
    await expect(costDocument(measured)).toMatchFileSnapshot(page);
  });
});

const stateSchema = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.looseObject({ Next: z.string() })).optional(),
  MaxConcurrency: z.number().optional(),
});
const machineSchema = z.object({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });
const mapSchema = z.looseObject({ ItemProcessor: machineSchema });
type Machine = z.infer<typeof machineSchema>;

/** States entered on the longest path without a loop. */
function longestWay(machine: Machine, at = machine.StartAt, seen: readonly string[] = []): number {
  if (seen.includes(at)) return Number.NEGATIVE_INFINITY;
  const state = machine.States[at];
  const next = [state?.Next, state?.Default, ...(state?.Choices ?? []).map(({ Next }) => Next)];
  const ways = next.flatMap((name) => (name === undefined ? [] : [longestWay(machine, name, [...seen, at])]));
  return 1 + Math.max(0, ...ways);
}

describe('the inputs from the template', () => {
  let template: Template;
  let machine: Machine;
  beforeAll(() => {
    template = collectorTemplate();
    const [found] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const parts = z.array(z.unknown()).parse(found?.['Properties'].DefinitionString['Fn::Join'][1]);
    machine = machineSchema.parse(
      JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'REF')).join('')),
    );
  }, 60_000);

  it('count the transitions that the workflow makes', () => {
    const childOf = (map: string) => mapSchema.parse(machine.States[map]).ItemProcessor;
    expect(longestWay(machine)).toBe(TRANSITIONS.run.value);
    expect(1 + longestWay(childOf('Each batch'))).toBe(TRANSITIONS.batch.value);
    expect(1 + longestWay(childOf('Each account'))).toBe(TRANSITIONS.account.value);
  });

  it('know how many batches and accounts run concurrently', () => {
    expect(machine.States['Each batch']?.MaxConcurrency).toBe(AT_ONCE.batches.value);
    expect(machine.States['Each account']?.MaxConcurrency).toBe(AT_ONCE.accounts.value);
  });

  it('know the alarms, the dashboard and how long logs are kept', () => {
    const countOf = (type: string) => Object.keys(template.findResources(type)).length;
    expect(countOf('AWS::CloudWatch::Alarm')).toBe(WATCHING.alarms.value);
    expect(countOf('AWS::CloudWatch::Dashboard')).toBe(WATCHING.dashboards.value);
    template.allResourcesProperties('AWS::Logs::LogGroup', {
      RetentionInDays: ASSUMPTIONS.logRetentionMonths.value * 30,
    });
  });

  it.each(Object.entries(MEMORY_MB))('know the memory of %s', (step, { value }) => {
    const found = template.findResources('AWS::Lambda::Function', {
      Properties: { FunctionName: deployedName(step), MemorySize: value, Timeout: Match.anyValue() },
    });
    expect(Object.keys(found)).toHaveLength(1);
  });
});

describe('the formulas', () => {
  it('count seven transitions a run, four a batch and five an account', () => {
    const { transitions, children, invocations } = usageOf({ ...ordinary, accounts: 10 }, measured);
    expect({ transitions, children, invocations }).toEqual({
      transitions: 7 + 40 + 50,
      children: 20,
      invocations: 33,
    });
  });

  it('return the measured values for a measured shape', () => {
    for (const each of measured.shapes)
      expect(between(measured, each.shape, ({ targets }) => targets)).toBeCloseTo(each.targets);
  });

  it('count as many requests to SNS as were measured', () => {
    for (const { shape, calls, changes } of measured.shapes) {
      const { messages } = usageOf({ ...shape, changedShare: changes / shape.skcs }, measured);
      expect(messages / shape.accounts).toBeCloseTo(calls['sns'] ?? 0);
    }
  });

  it('bill CPU time by the function’s share of the processor', () => {
    expect(billedSeconds({ wall: 1, cpu: 0.5 }, 1769)).toBe(1);
    expect(billedSeconds({ wall: 1, cpu: 0.5 }, 884.5)).toBe(1.5);
  });

  it('count the logs of functions and workflow, which grow with the accounts, and alarms, which do not', () => {
    const month = (accounts: number) => monthOf(usageOf({ ...ordinary, accounts }, measured));
    const usage = usageOf({ ...ordinary, accounts: 10 }, measured);
    expect(usage.logBytes).toBe(33 * 1500 + (7 + 40 + 50) * 1200);
    expect(usage.traces).toBe(21);
    expect(month(5000)['CloudWatch, logs']).toBeGreaterThan(100 * (month(10)['CloudWatch, logs'] ?? 0));
    const alarms = 'CloudWatch, metrics, alarms and dashboard';
    expect(month(5000)[alarms]).toBe(month(10)[alarms]);
    expect(month(10)[alarms]).toBeCloseTo(0.3 * WATCHING.metrics.value + 0.1 * 7 + 3);
  });

  it('write more where more changes', () => {
    const units = (changedShare: number) =>
      usageOf({ ...ordinary, accounts: 1, changedShare }, measured).writeUnits;
    expect(units(0)).toBeGreaterThan(13);
    expect(units(0.02) - units(0.01)).toBeCloseTo(units(0.01) - units(0));
  });

  it('price a month as thirty runs plus a key', () => {
    const nothing = Object.fromEntries(
      Object.keys(usageOf({ ...ordinary, accounts: 10 }, measured)).map((key) => [key, 0]),
    );
    const usage = { ...usageOf({ ...ordinary, accounts: 10 }, measured), ...nothing, transitions: 1000 };
    expect(monthOf(usage)['Step Functions']).toBeCloseTo(0.75);
    expect(monthOf(usage)['KMS']).toBe(PRICES.key.value);
    expect(monthOf(usage)['Lambda']).toBe(0);
  });
});

describe('write units of an item', () => {
  const item = (more: Record<string, string>) =>
    Object.fromEntries(
      Object.entries({ account: 'aws#1', item: 'skc#x', ...more }).map(([name, S]) => [name, { S }]),
    );

  it('are one for each started KB of table and index', () => {
    expect(writeUnits(undefined, item({}))).toEqual({ table: 1, indexes: 0 });
    expect(writeUnits(undefined, item({ skcId: 'a', note: 'x'.repeat(1100) }))).toEqual({
      table: 2,
      indexes: 2,
    });
  });

  it('are zero in an index whose projection is unchanged, and two if its key changes', () => {
    const due = { dueMonth: '2030-01', dueAt: '2030-01-02T00:00:00Z' };
    expect(writeUnits(item(due), item({ ...due, note: 'y' })).indexes).toBe(0);
    expect(writeUnits(item(due), item({ ...due, dueMonth: '2030-02' })).indexes).toBe(2);
  });

  it('count names and values in bytes', () => {
    expect(itemBytes({ ab: { S: 'é' }, n: { N: '123' }, m: { M: { x: { BOOL: true } } } })).toBe(4 + 4 + 7);
  });
});
