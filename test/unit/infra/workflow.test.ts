import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { beforeAll, describe, expect, it } from 'vitest';
import { collectorTemplate, THREE_CLOUDS } from '../../bed/infra/synthesised.ts';

const stateSchema = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  ResultPath: z.string().nullish(),
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), MaxAttempts: z.number() })).optional(),
  Catch: z.array(z.unknown()).optional(),
  MaxConcurrency: z.number().optional(),
  ToleratedFailurePercentage: z.number().optional(),
  ItemReader: z.unknown().optional(),
  ItemProcessor: z
    .looseObject({
      ProcessorConfig: z.unknown(),
      States: z.record(z.string(), z.looseObject({ Type: z.string() })),
    })
    .optional(),
});
const machineSchema = z.object({ StartAt: z.string(), States: z.record(z.string(), stateSchema) });
type Machine = z.infer<typeof machineSchema>;

/** The state machine as Step Functions reads it, with references to other resources instead of values. */
function machineOf(template: Template): Machine {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const joined = z
    .object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) })
    .parse(machine?.['Properties'].DefinitionString);
  const text = joined['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'REF')).join('');
  return machineSchema.parse(JSON.parse(text));
}

let machine: Machine;
beforeAll(() => {
  machine = machineOf(
    collectorTemplate({ ...THREE_CLOUDS, run: { concurrency: 7, toleratedFailurePercentage: 25 } }),
  );
}, 60_000);

describe('the workflow', () => {
  it('runs begin, plan, each batch, each account, finish', () => {
    const way: string[] = [];
    let at: string | undefined = machine.States['May it run?'] === undefined ? undefined : 'Find accounts';
    while (at !== undefined) {
      way.push(at);
      at = machine.States[at]?.Next;
    }
    expect(machine.StartAt).toBe('Begin');
    expect(way).toEqual(['Find accounts', 'Each batch', 'Each account', 'Finish', 'Done']);
  });

  it('reads targets from S3 in a Distributed Map, with the configured concurrency and tolerance', () => {
    const map = machine.States['Each batch'];
    expect(map).toMatchObject({
      MaxConcurrency: 7,
      ToleratedFailurePercentage: 25,
      ItemReader: {
        Resource: expect.stringMatching(/:s3:getObject$/),
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { 'Key.$': '$.plan.batches' },
      },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    });
  });

  it('runs no more at once than the account lets Lambda run', () => {
    const { States } = machineOf(collectorTemplate({ run: { concurrency: 100 } }, { concurrencyLimit: 10 }));
    expect(States['Each batch']?.MaxConcurrency).toBe(8);
    expect(States['Each account']?.MaxConcurrency).toBe(8);
  });

  it('waits where Lambda runs all it may, and does not count that as a failed try', () => {
    expect(machine.States['Finish']?.Retry).toEqual([
      expect.objectContaining({ MaxAttempts: 0 }),
      expect.objectContaining({
        ErrorEquals: ['Lambda.TooManyRequestsException'],
        MaxAttempts: 20,
        MaxDelaySeconds: 60,
      }),
      expect.objectContaining({ ErrorEquals: ['States.ALL'], MaxAttempts: 4 }),
    ]);
  });

  it("lets each batch be read only by its cloud's function", () => {
    const states = machine.States['Each batch']?.ItemProcessor?.States ?? {};
    expect(states['Whose batch?']).toMatchObject({
      Choices: [
        { Variable: '$.batch.account', StringMatches: 'aws#*', Next: 'Collect aws' },
        { Variable: '$.batch.account', StringMatches: 'azure#*', Next: 'Collect azure' },
        { Variable: '$.batch.account', StringMatches: 'gcp#*', Next: 'Collect gcp' },
      ],
      Default: 'No function reads it',
    });
    expect(states['No function reads it']).toMatchObject({ Type: 'Fail' });
  });

  it('calls collect again until nothing of a batch remains', () => {
    const states = machine.States['Each batch']?.ItemProcessor?.States ?? {};
    for (const cloud of ['aws', 'azure', 'gcp']) {
      expect(states[`Collect ${cloud}`]).toMatchObject({ Next: `Anything left of ${cloud}?` });
      expect(states[`Anything left of ${cloud}?`]).toMatchObject({
        Choices: [{ Variable: '$.more', BooleanEquals: true, Next: `Collect ${cloud}` }],
        Default: 'Batch read',
      });
    }
  });

  it('does not check the cloud of a batch if only one cloud is read', () => {
    const child = machineOf(collectorTemplate()).States['Each batch']?.ItemProcessor;
    expect(child?.['StartAt']).toBe('Collect aws');
    expect(child?.States['Whose batch?']).toBeUndefined();
  });

  it('passes clouds whose accounts could not be listed to the finish step', () => {
    expect(machine.States['Finish']?.['Parameters']).toMatchObject({ 'unlisted.$': '$.plan.unlisted' });
  });

  it('lets a failing account stop no other', () => {
    expect(machine.States['Each account']).toMatchObject({ ToleratedFailurePercentage: 100 });
  });

  it('collects no results of its children, which would exceed the size of a state', () => {
    expect(machine.States['Each batch']?.ResultPath).toBeNull();
    expect(machine.States['Each account']?.ResultPath).toBeNull();
    expect(machine.States['Each batch']?.ItemProcessor?.States['Batch read']).toMatchObject({ Result: {} });
    expect(machine.States['Each account']?.ItemProcessor?.States['Account done']).toMatchObject({
      Result: {},
    });
  });

  it('retries every step', () => {
    const steps = [
      ...Object.values(machine.States),
      ...Object.values(machine.States).flatMap((state) => Object.values(state.ItemProcessor?.States ?? {})),
    ].filter(({ Type }) => Type === 'Task');
    expect(steps).toHaveLength(8);
    for (const step of steps)
      expect(step['Retry']).toContainEqual(
        expect.objectContaining({ ErrorEquals: ['States.ALL'], MaxAttempts: 4 }),
      );
  });

  it('catches nothing at the top level, so that a redrive continues from the failed state', () => {
    for (const state of Object.values(machine.States)) expect(state.Catch).toBeUndefined();
  });

  it('ends at once with a message while another run is in progress', () => {
    expect(machine.States['May it run?']).toMatchObject({ Default: 'Another run is going on' });
    expect(machine.States['Another run is going on']).toMatchObject({
      Type: 'Pass',
      End: true,
      Parameters: { started: false, 'goingOn.$': '$.begun.goingOn' },
    });
  });
});
