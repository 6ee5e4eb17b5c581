import type { Estate } from '../../sandbox/estate/estate.ts';
import type { ConfigInput } from '../../shared/config/schema.ts';
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
  /** Gives the estate what it has before, and then what the disturbed run finds. */
  before(): void;
  after(): void;
}

const SOURCES = ['aws.acm-certificate', 'aws.secrets-manager-secret'] as const;

/** Two accounts: one with a contact, and one without, or both with the same. */
export function scenarioOf(name: ScenarioName): Scenario {
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
