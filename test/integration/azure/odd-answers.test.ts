import { afterEach, describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import { entraApplicationCertificate } from '../../../shared/sources/azure/entra-application-certificate.ts';
import { entraApplicationSecret } from '../../../shared/sources/azure/entra-application-secret.ts';
import { keyVaultCertificate } from '../../../shared/sources/azure/key-vault-certificate.ts';
import { keyVaultKey } from '../../../shared/sources/azure/key-vault-key.ts';
import { keyVaultSecret } from '../../../shared/sources/azure/key-vault-secret.ts';
import { storageAccountKey } from '../../../shared/sources/azure/storage-account-key.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { EPOCH, named, SUBSCRIPTION, TENANT } from '../../bed/azure/stage.ts';
import { openWire, type Wire, type WireAnswer } from '../../bed/azure/wire.ts';

/**
 * Answers in the forms of the Key Vault, Microsoft Graph and Resource Graph references, with one thing odd in each. That
 * Azure gives such answers is a guess; the point is what one of them costs.
 */
const dynalite = dynaliteOfFile();
let wire: Wire;
afterEach(() => wire.close());

const VAULT = 'https://kv-pay.vault.azure.net';
const seconds = (days: number) => Date.parse(addDays(EPOCH, days)) / 1000;
const attributes = { enabled: true, created: seconds(-10), updated: seconds(-10), exp: seconds(80) };
const POLICY = { lifetimeActions: [{ trigger: { timeAfterCreate: 'P90D' }, action: { type: 'Rotate' } }] };
const list = (value: unknown, nextLink: string | null = null): WireAnswer => ({ body: { value, nextLink } });

/** @param answers By the beginning of the path. */
async function open(answers: Record<string, WireAnswer | (() => WireAnswer)>) {
  const order = Object.keys(answers).toSorted((a, b) => b.length - a.length);
  wire = await openWire(dynalite.url, ({ path }) => {
    const found = answers[order.find((each) => path.startsWith(each)) ?? ''];
    return typeof found === 'function' ? found() : found;
  });
}

describe('one odd entry of a vault', () => {
  it.each([
    ['an id of another kind', { id: 5, attributes }],
    ['no id', { attributes }],
    ['an id without a name', { id: `${VAULT}/secrets/`, attributes }],
    [
      'a state that is no flag',
      { id: `${VAULT}/secrets/odd`, attributes: { ...attributes, enabled: 'yes' } },
    ],
    ['nothing at all', null],
  ])('costs itself: %s', async (_what, odd) => {
    await open({
      '/secrets': list([
        { id: `${VAULT}/secrets/a`, attributes },
        odd,
        { id: `${VAULT}/secrets/b`, attributes },
      ]),
      '/deletedsecrets': list([]),
    });
    const { scan } = await wire.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({
      outcome: 'partial',
      listed: true,
      count: 2,
      problems: [
        {
          operation: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
          kind: 'malformed',
          skcs: 1,
          message: expect.stringContaining('Left out what is not in its documented form'),
        },
      ],
    });
  });

  it('is named', async () => {
    await open({
      '/keys': list([{ kid: `${VAULT}/keys/odd`, attributes, managed: 'no' }]),
      '/deletedkeys': list([]),
    });
    const { scan } = await wire.collect(keyVaultKey, 'kv-pay');
    expect(scan.problems[0]?.message).toContain(`“${VAULT}/keys/odd”`);
  });

  it('among the deleted ones is named by its recovery id, or left out', async () => {
    const deleted = { attributes, deletedDate: seconds(-1), scheduledPurgeDate: seconds(89) };
    await open({
      '/keys': list([]),
      '/deletedkeys': list([{ ...deleted, recoveryId: `${VAULT}/deletedkeys/gone` }, deleted]),
    });
    const { scan } = await wire.collect(keyVaultKey, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'partial', listed: true, count: 1, problems: [{ skcs: 1 }] });
    expect(await wire.skcs(keyVaultKey, 'kv-pay')).toMatchObject([
      { name: 'gone', state: 'deactivated', deleted: true },
    ]);
  });

  it('among the deleted ones is deleted even without its dates', async () => {
    await open({ '/secrets': list([]), '/deletedsecrets': list([{ id: `${VAULT}/secrets/a`, attributes }]) });
    await wire.collect(keyVaultSecret, 'kv-pay');
    expect(await wire.skcs(keyVaultSecret, 'kv-pay')).toMatchObject([
      { state: 'deactivated', deleted: true },
    ]);
  });

  it('that lacks its attributes is kept, and they are unknown', async () => {
    await open({
      '/secrets': list([
        { id: `${VAULT}/secrets/bare` },
        { id: `${VAULT}/secrets/half`, attributes: { enabled: true, exp: 'soon' } },
      ]),
      '/deletedsecrets': list([]),
    });
    await wire.collect(keyVaultSecret, 'kv-pay');
    const skcs = await wire.skcs(keyVaultSecret, 'kv-pay');
    expect(Object.keys(named(skcs, 'bare').unknown).toSorted()).toEqual([
      'expiresAt',
      'notBefore',
      'state',
      'versionCreatedAt',
    ]);
    expect(named(skcs, 'bare').status).toBeUndefined();
    expect(Object.keys(named(skcs, 'half').unknown).toSorted()).toEqual(['expiresAt', 'versionCreatedAt']);
  });

  it('whose tags are odd keeps its other facts, and what is a tag', async () => {
    const tags = { team: 'payments', 'ключ 🔑': '', number: 5, nothing: null };
    await open({
      '/secrets': list([
        { id: `${VAULT}/secrets/a`, attributes, tags },
        { id: `${VAULT}/secrets/b`, attributes, tags: 'none' },
      ]),
      '/deletedsecrets': list([]),
    });
    expect((await wire.collect(keyVaultSecret, 'kv-pay')).scan).toMatchObject({
      outcome: 'complete',
      count: 2,
    });
    expect(named(await wire.skcs(keyVaultSecret, 'kv-pay'), 'a').tags).toEqual({
      team: 'payments',
      'ключ 🔑': '',
      number: '5',
    });
  });
});

describe('a list', () => {
  it.each([
    ['is missing', {}],
    ['is null', { value: null, nextLink: null }],
  ])('that %s is not an empty one: nothing counts as absent', async (_what, body) => {
    const answers = {
      '/secrets': list([{ id: `${VAULT}/secrets/a`, attributes }]),
      '/deletedsecrets': list([]),
    };
    await open(answers);
    await wire.collect(keyVaultSecret, 'kv-pay');
    answers['/secrets'] = { body };
    const { scan, changes } = await wire.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({
      outcome: 'failed',
      listed: false,
      problems: [{ kind: 'malformed', message: '/secrets returned a response without its list (value)' }],
    });
    expect(changes).toEqual({});
  });

  it.each([
    ['itself', [`${VAULT}/secrets?page=1`, `${VAULT}/secrets?page=1`]],
    ['an earlier page', [`${VAULT}/secrets?page=1`, `${VAULT}/secrets?page=2`, `${VAULT}/secrets?page=1`]],
  ])('whose page links to %s ends as partial, with what was read', async (_what, links) => {
    let page = 0;
    await open({
      '/secrets': () => list([{ id: `${VAULT}/secrets/s${page}`, attributes }], links[page++] ?? null),
      '/deletedsecrets': list([]),
    });
    const { scan } = await wire.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'partial', listed: false, count: links.length });
    expect(scan.problems[0]?.message).toMatch(/repeats a nextLink/);
    expect(wire.asked).toHaveLength(links.length);
  });

  it('of Resource Graph whose token repeats ends as partial', async () => {
    const row = {
      id: '/subscriptions/s/st',
      name: 'st',
      location: 'x',
      key1: addDays(EPOCH, -5),
      key2: null,
    };
    await open({ '/providers': { body: { data: [row], $skipToken: 'again' } } });
    const { scan } = await wire.collect(storageAccountKey, 'global');
    expect(scan).toMatchObject({ outcome: 'partial', listed: false, count: 2 });
    expect(wire.asked).toHaveLength(2);
  });

  it('of Resource Graph with one odd row keeps the others, and resolves nothing of the odd one', async () => {
    const rows = [
      { id: `/subscriptions/${SUBSCRIPTION}/sta`, name: 'sta', key1: addDays(EPOCH, -5), policyDays: 60 },
      { id: `/subscriptions/${SUBSCRIPTION}/stb`, name: 'stb', key1: addDays(EPOCH, -5) },
    ];
    const answers = { '/providers': { body: { data: rows } } };
    await open(answers);
    expect((await wire.collect(storageAccountKey, 'global')).scan).toMatchObject({
      outcome: 'complete',
      count: 4,
    });
    expect(named(await wire.skcs(storageAccountKey, 'global'), 'sta/key1').rotationPeriodDays).toBe(60);
    Object.assign(rows[1] ?? {}, { name: 7 });
    const { scan, changes } = await wire.collect(storageAccountKey, 'global');
    expect(scan).toMatchObject({ outcome: 'partial', listed: true, count: 2 });
    expect(changes).toEqual({});
  });
});

describe('one odd principal', () => {
  const password = (keyId: unknown, days: number) => ({
    keyId,
    startDateTime: addDays(EPOCH, -10),
    endDateTime: addDays(EPOCH, days),
  });
  const page = (value: unknown[]): WireAnswer => ({ body: { value } });

  it('costs itself, in both sources, and one without an application id is kept', async () => {
    await open({
      '/v1.0/applications': page([]),
      '/v1.0/servicePrincipals': page([
        {
          id: 'sp-1',
          appId: 'a-1',
          displayName: 'good',
          passwordCredentials: [password('p1', 2)],
          keyCredentials: [],
        },
        {
          id: 'sp-2',
          appId: null,
          displayName: 'agent',
          passwordCredentials: [password('p2', 9)],
          keyCredentials: [],
        },
        { id: 'sp-3', displayName: 'bare', passwordCredentials: [password('p3', 9)] },
        {
          id: 'sp-4',
          displayName: 'half',
          passwordCredentials: [password(null, 9), password('p4', 9)],
          keyCredentials: [],
        },
      ]),
    });
    const { scan } = await wire.collect(entraApplicationSecret, 'global', TENANT);
    expect(scan).toMatchObject({ outcome: 'partial', listed: true, count: 3 });
    expect(scan.problems).toMatchObject([{ operation: 'Application.Read.All', kind: 'malformed', skcs: 2 }]);
    expect(scan.problems[0]?.message).toMatch(/“bare”.*“half”/);
    const skcs = await wire.skcs(entraApplicationSecret, 'global', TENANT);
    expect(skcs.map(({ name }) => name)).toEqual(['agent/p2', 'good/p1', 'half/p4']);
    expect(named(skcs, 'good/p1').expiresAt).toBe(addDays(EPOCH, 2));
    const certificates = await wire.collect(entraApplicationCertificate, 'global', TENANT);
    expect(certificates.scan).toMatchObject({ outcome: 'partial', count: 0 });
    // Both sources share one listing.
    expect(wire.asked).toHaveLength(2);
  });

  it('on a page after which Graph fails: what was read is judged, and the next source continues there', async () => {
    const good = (id: string) => ({
      id,
      displayName: id,
      passwordCredentials: [password(id, 5)],
      keyCredentials: [],
    });
    let fails = true;
    await open({
      '/v1.0/applications?$select': {
        body: {
          value: [good('a')],
          '@odata.nextLink': 'https://graph.microsoft.com/v1.0/applications?$skip=1',
        },
      },
      '/v1.0/applications?$skip': () =>
        fails ? { status: 403, body: { error: { code: 'Denied', message: 'no' } } } : page([good('b')]),
      '/v1.0/servicePrincipals': page([]),
    });
    const first = await wire.collect(entraApplicationSecret, 'global', TENANT);
    expect(first.scan).toMatchObject({ outcome: 'partial', listed: false, count: 1 });
    fails = false;
    expect((await wire.collect(entraApplicationSecret, 'global', TENANT)).scan).toMatchObject({
      outcome: 'complete',
      count: 2,
    });
    expect(
      wire.asked.filter((each) => each.includes('$select') && each.includes('applications')),
    ).toHaveLength(1);
  });
});

describe('a policy', () => {
  const keys = (names: string[]) =>
    list(names.map((name) => ({ kid: `${VAULT}/keys/${name}`, attributes: { ...attributes, exp: null } })));

  it('that is not found means that the key has none, and nothing is wrong', async () => {
    await open({
      '/keys?': keys(['plain', 'rotated']),
      '/keys/rotated/rotationpolicy': { body: POLICY },
      '/keys/plain/versions': keys(['plain']),
      '/deletedkeys': list([]),
    });
    const { scan } = await wire.collect(keyVaultKey, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'complete', count: 2, problems: [] });
    const skcs = await wire.skcs(keyVaultKey, 'kv-pay');
    expect(named(skcs, 'plain').rotationEnabled).toBe(false);
    expect(named(skcs, 'rotated').rotationEnabled).toBe(true);
  });

  it('of a key that vanished since it was listed: the key is gone, and nothing is wrong', async () => {
    const answers: Record<string, WireAnswer> = {
      '/keys?': keys(['a', 'b']),
      '/keys/a/rotationpolicy': { body: POLICY },
      '/keys/b/rotationpolicy': { body: POLICY },
      '/deletedkeys': list([]),
    };
    await open(answers);
    await wire.collect(keyVaultKey, 'kv-pay');
    wire.clock.now = addDays(EPOCH, 8);
    delete answers['/keys/b/rotationpolicy'];
    answers['/keys/b/rotationpolicy'] = { status: 404, body: {} };
    answers['/keys/b/versions'] = list([]);
    const { scan, changes } = await wire.collect(keyVaultKey, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'complete', count: 1, problems: [] });
    expect(changes).toEqual({ deleted: 1 });
  });

  it('that lacks its actions says nothing of the rotation', async () => {
    await open({ '/keys?': keys(['a']), '/keys/a/rotationpolicy': { body: {} }, '/deletedkeys': list([]) });
    await wire.collect(keyVaultKey, 'kv-pay');
    const [key] = await wire.skcs(keyVaultKey, 'kv-pay');
    expect([key?.rotationEnabled, key?.precise]).toEqual([undefined, {}]);
    expect(key?.unknown).toHaveProperty('rotationEnabled');
  });

  it('of a certificate whose operation has no status leaves its renewal unknown', async () => {
    const due = { id: `${VAULT}/certificates/tls`, attributes: { ...attributes, exp: seconds(20) } };
    await open({
      '/certificates?': list([due]),
      '/certificates/tls/policy': {
        body: {
          issuer: { name: 'DigiCert' },
          key_props: { kty: 'EC', crv: 'P-256' },
          lifetime_actions: [{ action: { action_type: 'AutoRenew' }, trigger: { days_before_expiry: 30 } }],
        },
      },
      '/certificates/tls/pending': { body: {} },
      '/deletedcertificates': list([]),
    });
    await wire.collect(keyVaultCertificate, 'kv-pay');
    const [certificate] = await wire.skcs(keyVaultCertificate, 'kv-pay');
    expect(certificate?.renewalStatus).toBeUndefined();
    expect(certificate?.unknown).toHaveProperty('renewalStatus');
  });
});
