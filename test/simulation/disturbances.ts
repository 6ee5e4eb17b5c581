import type { Fault } from '../../sandbox/faults.ts';
import { randomOf, type Random } from './random.ts';

export const SCENARIOS = [
  'first run',
  'later run',
  'later run, shared contact',
  'over the table of the last release',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

/** What a seed stands for: pure, so that a failing one can be read before it is replayed. */
export interface Disturbances {
  scenario: ScenarioName;
  /** Processes that run at once. */
  processes: number;
  /** By how many seconds the clock of the second one is off, for leases. */
  skewSeconds: number;
  /** The first process dies at this call. */
  kill: { call: number; moment: 'before' | 'after' } | undefined;
  /** Share of the calls to the table, and to clouds, whose answer is lost, or that break or hang. */
  tableTrouble: number;
  cloudTrouble: number;
  /** Answers of SNS to `Publish` that are lost in a row, from this one on. */
  publish: { lost: number; from: number };
  /** What the clouds answer wrongly. */
  faults: Fault[];
  /**
   * Another version is at work at the same time. `newer`: it is emulated at the wire: what the second process puts has an
   * attribute that this version does not know, and the table holds item kinds and rules that it does not know either.
   */
  version: 'same' | 'newer';
  /** The process of the embedded database is ended by SIGKILL at this call; the next run starts another. */
  companionKilledAt: number | undefined;
  /** The run after it starts this much earlier by its clock. */
  behindSeconds: number;
}

const OPERATIONS = [
  'ListSecrets',
  'ListCertificates',
  'DescribeCertificate',
  'AssumeRole',
  'ListAccounts',
  'ListRegions',
  'Subscribe',
  'CreateTopic',
  'ListSubscriptionsByTopic',
  'Publish',
] as const;

/** The disturbances of a seed: one to three kinds at once. */
export function disturbancesOf(seed: number): Disturbances {
  const random = randomOf(seed);
  const made: Disturbances = {
    scenario: random.pick(SCENARIOS),
    processes: 1,
    skewSeconds: 0,
    kill: undefined,
    tableTrouble: 0,
    cloudTrouble: 0,
    publish: { lost: 0, from: 0 },
    faults: [],
    behindSeconds: 0,
    version: 'same',
    companionKilledAt: undefined,
  };
  for (let kinds = 1 + random.int(3); kinds > 0; kinds--) random.pick(KINDS)(made, random);
  return made;
}

type Kind = (made: Disturbances, random: Random) => void;

const KINDS: readonly [Kind, ...Kind[]] = [
  (made, random) => {
    made.kill = { call: 1 + random.int(140), moment: random.pick(['before', 'after']) };
  },
  (made, random) => {
    made.tableTrouble = 0.01 + random.next() * 0.06;
  },
  (made, random) => {
    made.cloudTrouble = 0.01 + random.next() * 0.06;
  },
  (made, random) => {
    made.publish = { lost: 1 + random.int(4), from: random.int(3) };
  },
  (made, random) => {
    made.processes = 2;
    made.skewSeconds = random.pick([0, 0, -40, -5, 5, 40]);
  },
  (made, random) => {
    made.faults.push({
      operation: random.pick(OPERATIONS),
      kind: random.pick(['throttle', 'deny', 'error', 'drop-after', 'truncate', 'garbage']),
      skip: random.int(4),
      times: random.pick([1, 1, 1, 2, 8]),
    });
  },
  (made, random) => {
    made.behindSeconds = random.pick([1, 60, 300, 301, 86_400]);
  },
  (made) => {
    made.processes = 2;
    made.version = 'newer';
  },
  (made, random) => {
    // A process of its own takes seconds: in every third of these seeds.
    if (random.int(3) === 0) made.companionKilledAt = 1 + random.int(140);
    else made.kill = { call: 1 + random.int(140), moment: random.pick(['before', 'after']) };
  },
];
