import { afterEach, describe, expect, it } from 'vitest';
import type { GcpProject } from '../../../sandbox/estate/gcp-estate.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { Scan } from '../../../shared/model/target.ts';
import { EPOCH, gcpEstate, gcpProject, openGcpStage, type GcpStage } from '../../bed/gcp/stage.ts';
import type { Rewrite } from '../../bed/gcp/rewriting-proxy.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';

const at = (days: number) => addDays(EPOCH, days);
const SECRETS = 'gcp.secret-manager-secret';
const KEYS = 'gcp.kms-key';
const SERVICE_KEYS = 'gcp.service-account-key';
const key = (ring: string, name: string) => ({
  ring,
  name,
  location: 'europe-west3',
  createdAt: at(-100),
  purpose: 'ENCRYPT_DECRYPT' as const,
  algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION',
  protectionLevel: 'SOFTWARE' as const,
  rotation: { everyDays: 90, firstAt: at(-10) },
});
const PROJECT: Partial<GcpProject> = {
  secrets: ['a', 'b', 'c'].map((name) => ({ name, createdAt: at(-30), versions: [at(-30)] })),
  keys: [key('one', 'x'), key('two', 'y')],
  serviceAccounts: ['ci', 'job'].map((name) => ({
    name,
    createdAt: at(-30),
    keys: [{ id: `${name}1`, createdAt: at(-30) }],
  })),
};

const dynalite = dynaliteOfFile();
let stage: GcpStage;
afterEach(() => stage.close());

async function open<Answer>(
  rewrite: Rewrite<Answer>,
  more: { assetInventory?: boolean } = {},
): Promise<void> {
  const project = gcpProject('pay-prod-1', '100000000001', PROJECT);
  stage = await openGcpStage(dynalite.url, gcpEstate([project]), more, rewrite);
}

async function scanOf(source: string): Promise<Scan> {
  const collected = await stage.collectAll();
  const place = source === KEYS ? 'europe-west3' : 'global';
  const found = collected.find(({ scan }) => scan.source === source && scan.location === place);
  return found?.scan ?? never();
}

async function names(type: string): Promise<string[]> {
  const stored = await stage.stored('gcp#pay-prod-1');
  return stored.filter((skc) => skc.type === type && skc.absentAt === undefined).map(({ name }) => name);
}

describe('an entry in another form', () => {
  it('of the secrets costs only itself, and is named', async () => {
    await open((path, answer: { secrets?: object[] }) =>
      /\/v1\/projects\/[^/]+\/secrets\?/.test(path)
        ? { body: { secrets: [{ name: 7 }, 'x', ...(answer.secrets ?? [])] } }
        : undefined,
    );
    expect(await scanOf(SECRETS)).toMatchObject({
      outcome: 'partial',
      listed: true,
      problems: [{ operation: 'secretmanager.secrets.list', code: 'BadAnswer', skcs: 2 }],
    });
    expect(await names(SECRETS)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['service accounts', SERVICE_KEYS, /\/serviceAccounts\?/, 'accounts'],
    ['keys of a service account', SERVICE_KEYS, /\/serviceAccounts\/ci@[^/]+\/keys\?/, 'keys'],
    ['key rings', KEYS, /\/locations\/europe-west3\/keyRings\?/, 'keyRings'],
    ['keys of a ring', KEYS, /\/keyRings\/one\/cryptoKeys\?/, 'cryptoKeys'],
    ['API keys', 'gcp.api-key', /\/locations\/global\/keys\?/, 'keys'],
    ['certificates', 'gcp.certificate-manager-certificate', /\/certificates\?/, 'certificates'],
  ])('of %s makes the scan partial, and the others are read', async (_what, source, path, list) => {
    await open((each, answer: Record<string, object[]>) =>
      path.test(each)
        ? {
            body: {
              ...answer,
              [list]: [{ name: 7, email: 2 }, { name: [] }, ...(answer[list] ?? [])],
            },
          }
        : undefined,
    );
    const scan = await scanOf(source);
    expect(scan).toMatchObject({
      outcome: 'partial',
      listed: true,
      problems: [{ code: 'BadAnswer', kind: 'malformed' }],
    });
    expect(scan.problems[0]?.message).toMatch(/not in its documented form: .+/);
    const read = source === KEYS || source === SERVICE_KEYS ? await names(source) : undefined;
    expect(read?.length ?? 2).toBeGreaterThanOrEqual(2);
  });

  it('of the asset inventory without its resource is a problem of its project and type', async () => {
    await open(
      (path, answer: { assets?: object[] }) =>
        path.includes('/assets?')
          ? {
              body: {
                ...answer,
                assets: [
                  ...(answer.assets ?? []),
                  {
                    name: '//secretmanager.googleapis.com/projects/100000000001/secrets/broken',
                    assetType: 'secretmanager.googleapis.com/Secret',
                  },
                  'no object',
                ],
              },
            }
          : undefined,
      { assetInventory: true },
    );
    const scan = await scanOf(SECRETS);
    expect(scan).toMatchObject({
      outcome: 'partial',
      listed: true,
      problems: [{ code: 'BadAnswer', skcs: 1 }],
    });
    expect(scan.problems[0]?.message).toContain('secrets/broken');
    expect(await names(SECRETS)).toEqual(['a', 'b', 'c']);
    expect(await names(SERVICE_KEYS)).toHaveLength(2);
  });
});

describe('null and missing members', () => {
  it('are absent: an empty ring does not cost the other rings', async () => {
    await open((path) =>
      path.includes('/keyRings/one/cryptoKeys?') ? { body: { cryptoKeys: null } } : undefined,
    );
    expect(await scanOf(KEYS)).toMatchObject({ outcome: 'complete', count: 1 });
    expect(await names(KEYS)).toEqual(['two/y']);
  });

  it('are absent per entry, and no schedule is made of them', async () => {
    await open((path, answer: { secrets?: object[] }) =>
      /\/v1\/projects\/[^/]+\/secrets\?/.test(path)
        ? {
            body: { secrets: answer.secrets?.map((secret) => ({ ...secret, rotation: null, labels: null })) },
          }
        : undefined,
    );
    expect(await scanOf(SECRETS)).toMatchObject({ outcome: 'complete', count: 3 });
    const [first] = await stage
      .stored('gcp#pay-prod-1')
      .then((all) => all.filter(({ type }) => type === SECRETS));
    expect(first).toMatchObject({ rotationEnabled: false, tags: {}, unknown: {} });
  });

  it('make a state unknown, never active', async () => {
    await open((path, answer: { cryptoKeys?: { primary?: object }[]; versions?: object[] }) => {
      if (path.includes('/cryptoKeyVersions'))
        return { body: { cryptoKeyVersions: [{ name: 'k/cryptoKeyVersions/1' }] } };
      if (path.includes('/cryptoKeys?'))
        return {
          body: {
            cryptoKeys: answer.cryptoKeys?.map((each) => ({
              ...each,
              primary: { name: 'k/cryptoKeyVersions/1' },
            })),
          },
        };
      if (path.includes('/versions?'))
        return { body: { versions: answer.versions?.map((each) => ({ ...each, state: undefined })) } };
      return undefined;
    });
    await stage.collectAll();
    const stored = await stage.stored('gcp#pay-prod-1');
    const states = stored.filter(({ type }) => type !== SERVICE_KEYS).map(({ unknown }) => unknown['state']);
    expect(states).toHaveLength(5);
    expect(states.every((why) => why !== undefined)).toBe(true);
  });

  it('in another shape make their fields unknown, and the rest is read', async () => {
    await open((path, answer: { secrets?: object[] }) =>
      /\/v1\/projects\/[^/]+\/secrets\?/.test(path)
        ? {
            body: {
              secrets: answer.secrets?.map((secret) => ({
                ...secret,
                rotation: 'weekly',
                labels: [1],
                expireTime: 5,
              })),
            },
          }
        : undefined,
    );
    expect(await scanOf(SECRETS)).toMatchObject({ outcome: 'complete', count: 3 });
    const [first] = (await stage.stored('gcp#pay-prod-1')).filter(({ type }) => type === SECRETS);
    expect(first).toMatchObject({ state: 'active', createdAt: at(-30) });
    expect(Object.keys(first?.unknown ?? {})).toEqual(
      expect.arrayContaining(['rotationEnabled', 'rotationDueAt', 'tags', 'expiresAt']),
    );
    expect([first?.rotationEnabled, first?.tags]).toEqual([undefined, undefined]);
  });
});

describe('what vanished between the list and its detail', () => {
  it('is gone, and no problem', async () => {
    const gone = { status: 404, body: { error: { code: 404, status: 'NOT_FOUND', message: 'gone' } } };
    await open((path) =>
      /secrets\/b\/versions|serviceAccounts\/job@[^/]+\/keys|keyRings\/two\/cryptoKeys\?/.test(path)
        ? gone
        : undefined,
    );
    const scans = (await stage.collectAll()).map(({ scan }) => scan);
    expect(scans.flatMap(({ problems }) => problems)).toEqual([]);
    expect(await names(SECRETS)).toEqual(['a', 'c']);
    expect(await names(SERVICE_KEYS)).toEqual(['ci@pay-prod-1.iam.gserviceaccount.com/ci1']);
    expect(await names(KEYS)).toEqual(['one/x']);
  });
});

describe('a list', () => {
  it.each([
    ['secrets', false, /\/v1\/projects\/[^/]+\/secrets\?/, 'secretmanager.secrets.list'],
    ['assets', true, /\/assets\?/, 'cloudasset.assets.listResource'],
  ])(
    'of %s whose page token repeats ends as partial, and what was read is kept',
    async (_what, assetInventory, list, operation) => {
      let first: object | undefined;
      await open(
        (path, answer: object) =>
          list.test(path)
            ? { status: 200, body: { ...(first ??= answer), nextPageToken: 'again' } }
            : undefined,
        { assetInventory },
      );
      expect(await scanOf(SECRETS)).toMatchObject({
        outcome: 'partial',
        listed: false,
        problems: [{ operation, code: 'RepeatedPageToken', kind: 'malformed' }],
      });
      expect(await names(SECRETS)).toEqual(['a', 'b', 'c']);
      expect(stage.paths.filter((path) => list.test(path) && path.includes('again'))).toHaveLength(1);
    },
  );

  it('of projects keeps the pages before one that fails, and says so', async () => {
    await open((path, answer: object) => {
      if (!path.includes('projects:search')) return undefined;
      return path.includes('pageToken')
        ? { status: 400, body: {} }
        : { body: { ...answer, nextPageToken: 'x' } };
    });
    const { accounts, problems } = await stage.reader.accounts();
    expect(accounts.map(({ id }) => id)).toEqual(['pay-prod-1']);
    expect(problems).toMatchObject([{ operation: 'resourcemanager.projects.get', code: 'HTTP 400' }]);
  });

  it('of one ring that fails does not cost the others, and its known keys stay', async () => {
    let fails = false;
    await open((path) =>
      fails && path.includes('/keyRings/one/cryptoKeys?') ? { body: { cryptoKeys: 'none' } } : undefined,
    );
    await stage.collectAll();
    fails = true;
    expect(await scanOf(KEYS)).toMatchObject({
      outcome: 'partial',
      problems: [{ operation: 'cloudkms.cryptoKeys.list', code: 'BadAnswer' }],
    });
    expect(await names(KEYS)).toEqual(['one/x', 'two/y']);
  });
});

describe('calls that fail', () => {
  it('on every detail share one budget of retries', async () => {
    const secrets = Array.from({ length: 30 }, (_, each) => ({
      name: `s${each}`,
      createdAt: at(-30),
      versions: [at(-30)],
    }));
    const project = gcpProject('pay-prod-1', '100000000001', { secrets });
    stage = await openGcpStage(dynalite.url, gcpEstate([project]), { locations: ['europe-west3'] }, (path) =>
      path.includes('/versions?')
        ? { status: 500, headers: { 'retry-after': '0' }, body: { error: { message: 'Internal error.' } } }
        : undefined,
    );
    expect(await scanOf(SECRETS)).toMatchObject({
      outcome: 'partial',
      problems: [
        { operation: 'secretmanager.versions.list', code: 'HTTP 500', message: 'Internal error.', skcs: 30 },
      ],
    });
    expect(stage.paths.filter((path) => path.includes('/versions?'))).toHaveLength(30 + 20);
  });

  it('name what came: an answer that is cut short, and one that is no JSON', async () => {
    await open((path) => {
      if (/\/secrets\?/.test(path)) return { cut: true };
      return /\/serviceAccounts\?/.test(path) ? { body: '<html>' } : undefined;
    });
    const scans = (await stage.collectAll()).map(({ scan }) => scan);
    const problemsOf = (source: string) => scans.find((scan) => scan.source === source)?.problems;
    expect(problemsOf(SECRETS)).toMatchObject([
      { code: 'CutShort', message: expect.stringContaining('cut short') },
    ]);
    expect(problemsOf(SERVICE_KEYS)).toMatchObject([
      { code: 'BadAnswer', message: expect.stringContaining('not JSON') },
    ]);
    // A broken connection leaves nothing behind that keeps the process alive.
    expect(process.getActiveResourcesInfo().filter((each) => each === 'Timeout')).toEqual([]);
  });
});

function never(): never {
  throw new Error('no such scan');
}
