import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { Estate } from '../../sandbox/estate/estate.ts';
import type { ConfigInput } from '../../shared/config/schema.ts';
import type { Item } from '../../shared/inventory/entity.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  goodSecret,
  importedCertificate,
  REGION,
} from '../bed/pipeline/estate.ts';
import type { ScenarioName } from './disturbances.ts';

/** A tiny organisation, before and after what the disturbed run finds. */
export interface Scenario {
  estate: Estate;
  config: ConfigInput;
  /** Whether an undisturbed run comes before, and days between it and the disturbed one. */
  daysBefore: number | undefined;
  /** The table before, if it is not what that run has left. */
  held?: readonly Item[] | undefined;
  /** Gives the estate what it has before, and then what the disturbed run finds. */
  before(): void;
  after(): void;
}

const SOURCES = ['aws.acm-certificate', 'aws.secrets-manager-secret'] as const;

/** What the last release stored for the estate of its fixture (`test/integration/inventory/former-release.test.ts`). */
function overFormerRelease(): Scenario {
  const estate = emptyEstate(2);
  const [one, two] = [accountAt(estate, 0), accountAt(estate, 1)];
  const dump = new URL('../bed/inventory/stored/2026-11-22.jsonl', import.meta.url);
  const line = z.record(z.string(), z.unknown());
  const still = { rotation: undefined };
  return {
    estate,
    daysBefore: 2,
    config: configOf(estate, { include: { regions: [REGION], sources: [...SOURCES] } }),
    held: readFileSync(dump, 'utf8')
      .trim()
      .split('\n')
      .map((text): Item => line.parse(JSON.parse(text))),
    before: () => undefined,
    after() {
      one.secrets = [goodSecret('good'), goodSecret('bad', still), goodSecret('comes', still)];
      one.certificates = [importedCertificate('shop.example.com', 40)];
      two.secrets = [goodSecret('other', still)];
    },
  };
}

/** Two accounts: one with a contact, and one without, or both with the same. */
export function scenarioOf(name: ScenarioName): Scenario {
  if (name === 'over the table of the last release') return overFormerRelease();
  const estate = emptyEstate(2);
  const [one, two] = [accountAt(estate, 0), accountAt(estate, 1)];
  const shared = name === 'later run, shared contact';
  const contact = [{ address: shared ? 'both@example.com' : 'one@example.com' }];
  return {
    estate,
    daysBefore: name === 'first run' ? undefined : 12,
    config: configOf(estate, {
      include: { regions: [REGION], sources: [...SOURCES] },
      contacts: {
        organisation: [{ address: 'organisation@example.com' }],
        accounts: { [one.id]: contact, ...(shared ? { [two.id]: contact } : {}) },
      },
    }),
    before() {
      one.secrets = [goodSecret('stays'), goodSecret('changes'), goodSecret('goes')];
      one.certificates = [importedCertificate('shop.example.com', 40)];
      two.secrets = [goodSecret('left', { rotation: undefined })];
    },
    after() {
      one.secrets = [
        goodSecret('stays'),
        goodSecret('changes', { rotation: undefined }),
        goodSecret('comes'),
      ];
      two.secrets = [
        goodSecret('left', { rotation: undefined }),
        goodSecret('more', { rotation: undefined }),
      ];
    },
  };
}
