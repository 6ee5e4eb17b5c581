import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import type { AwsSession } from '../../shared/clouds/aws/session.ts';
import { instant } from '../../shared/model/instant.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import { AWS_SOURCES, collectAll, sessionsAt, type Collection } from './collected.ts';
import { comparableFacts, differences, KNOWN, type Difference } from './differences.ts';
import { declaredAccount } from './estate.ts';
import { startMoto, type Moto } from '../bed/servers/moto.ts';
import { seedMoto } from './seed.ts';

describe('the collectors, over one estate in moto and in the sandbox', () => {
  const epoch = instant(new Date());
  let moto: Moto;
  let sandbox: Sandbox;
  let ofMoto: Collection;
  let ofSandbox: Collection;
  let found: Difference[];

  beforeAll(async () => {
    moto = await startMoto();
    const account = await seedMoto(moto.url, declaredAccount(epoch));
    sandbox = await startSandbox({
      estate: {
        epoch,
        organisation: { id: 'o-conformance', rootId: 'r-root', managementAccountId: account.id, units: [] },
        accounts: [account],
        neverConfirm: [],
      },
    });
    ofMoto = await collectAll(moto.url, instant(new Date()));
    ofSandbox = await collectAll(sandbox.url, instant(new Date()));
    found = differences(ofSandbox.skcs, ofMoto.skcs, epoch);
  });
  afterAll(async () => {
    await Promise.all([moto.stop(), sandbox.close()]);
  });

  it('read every target completely from both', () => {
    for (const scan of [...ofMoto.scans.values(), ...ofSandbox.scans.values()])
      expect(scan).toMatchObject({ outcome: 'complete', problems: [] });
  });

  it('find at least 40 SKCs of all six types that moto has', () => {
    expect(ofMoto.skcs.size).toBeGreaterThanOrEqual(40);
    expect(new Set([...ofMoto.skcs.values()].map((skc) => skc.type)).size).toBe(6);
  });

  it('get the same from both, field by field, except for known differences', () => {
    const unknown = found.filter((each) => !KNOWN.some((known) => explains(known, each)));
    expect(unknown).toEqual([]);
  });

  it.each(KNOWN)('still differ in $type $field: $reason', (known) => {
    expect(found.some((each) => explains(known, each))).toBe(true);
  });

  it('read the same precisely, one SKC at a time', async () => {
    const answers: unknown[][] = [[], []];
    for (const source of AWS_SOURCES)
      for (const skc of ofType(ofSandbox, source.type).filter(answersAlike))
        // moto writes signature algorithms in words of its own (`ECDSA-WITH-SHA256`).
        for (const precise of source.precise.filter(({ field }) => field !== 'signatureAlgorithm')) {
          const facts = await ofBoth((session) => precise.read(session, skc, skc.discoveredAt));
          for (const [index, read] of facts.entries())
            answers[index]?.push([
              precise.field,
              skc.name,
              comparableFacts(read === 'gone' ? {} : read, epoch),
            ]);
        }
    expect(answers[0]?.length).toBeGreaterThan(30);
    expect(answers[1]).toEqual(answers[0]);
  });

  it('distinguish what exists from what was deleted', async () => {
    for (const source of AWS_SOURCES)
      for (const skc of ofType(ofSandbox, source.type).slice(0, 3)) {
        const { id } = skc;
        const gone = neverThere(skc);
        const standing = await ofBoth((session) => source.isGone(session, skc));
        const missing = await ofBoth((session) => source.isGone(session, gone));
        expect({ id, standing, missing }).toEqual({ id, standing: [false, false], missing: [true, true] });
      }
  });

  /** The responses of both servers: the sandbox's, moto's. */
  async function ofBoth<T>(ask: (session: AwsSession) => Promise<T>): Promise<T[]> {
    const answers: T[] = [];
    for (const { url } of [sandbox, moto]) {
      const aws = sessionsAt(url);
      try {
        answers.push(await ask(await aws.own()));
      } finally {
        aws.close();
      }
    }
    return answers;
  }
});

function ofType(collection: Collection, type: string): StoredSkc[] {
  return [...collection.skcs.values()].filter((skc) => skc.type === type);
}

/** In AWS only symmetric keys have a history of rotations; moto returns one for every key. */
function answersAlike(skc: StoredSkc): boolean {
  return (
    skc.type !== 'aws.kms-key' || (skc.keyAlgorithm === 'SYMMETRIC_DEFAULT' && skc.replicaOf === undefined)
  );
}

const ENDS_WITH_NAME = new Set([
  'aws.secrets-manager-secret',
  'aws.iam-server-certificate',
  'aws.ssm-parameter',
]);

/** An SKC of the same kind that never existed. */
function neverThere(skc: StoredSkc): StoredSkc {
  const other = (text: string) => text.replace(/[0-9a-f]{4}-[0-9a-f]{12}$/, '0000-000000000000');
  return {
    ...skc,
    id: ENDS_WITH_NAME.has(skc.type) ? `${skc.id.slice(0, -7)}gone-AbCdEf` : other(skc.id),
    name: `${skc.name}-gone`,
    details: { ...skc.details, user: 'nobody-of-this-name' },
  };
}

function explains(known: (typeof KNOWN)[number], difference: Difference): boolean {
  return (
    known.type === difference.type &&
    known.field === difference.field &&
    (known.only === undefined || known.only(difference))
  );
}
