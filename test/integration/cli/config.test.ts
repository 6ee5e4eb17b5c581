import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { startEstate } from '../../bed/cli/estate.ts';
import { runSkc } from '../../bed/cli/run-skc.ts';

let estate: Awaited<ReturnType<typeof startEstate>>;
let folder = '';
beforeAll(async () => {
  estate = await startEstate();
  folder = await mkdtemp(join(tmpdir(), 'skc-config-check-'));
});
afterAll(async () => {
  await estate.stop();
  await rm(folder, { recursive: true });
});

/** The warnings of `skc config check` over the estate, or without an inventory. */
async function check(config: ConfigInput | string, stored: boolean) {
  const file = join(folder, 'skc.config.json');
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config));
  const place = stored ? ['--stack', 'SkcWatch'] : ['--directory', folder];
  const ran = await runSkc(['config', 'check', '--config', file, ...place], estate.inventory);
  expect(ran.closed).toBe(stored && ran.code < 2 ? 1 : 0);
  const warnings = ran.stdout.split('\n').flatMap((line) => (line.startsWith('  ') ? [line.trim()] : []));
  expect(ran.code).toBe(ran.stderr === '' ? (warnings.length > 0 ? 1 : 0) : 2);
  return { ...ran, warnings };
}

const excluding = (match: object, until = '2027-05-31'): ConfigInput => ({
  exclusions: [{ match, reason: 'moves in May', by: 'Sarah', until }],
});
const ACCOUNTS = { accounts: [{ id: '111122223333' }] };

describe('skc config check without an inventory', () => {
  it.each<[ConfigInput, string]>([
    [
      excluding({ type: 'aws.kms-kye' }),
      'exclusions[0].match.type: aws.kms-kye is no type of SKC; did you mean aws.kms-key?',
    ],
    [
      { include: { sources: ['aws.acm-certificates'] } },
      'include.sources[0]: aws.acm-certificates is no type of SKC; did you mean aws.acm-certificate?',
    ],
    [
      { exclude: { sources: ['gcp.kms-key'] } },
      'exclude.sources[0]: gcp.kms-key is not read: the configuration does not name its cloud',
    ],
    [
      { thresholds: { unused: { types: { 'aws.iam-acces-key': 30 } } } },
      'thresholds.unused.types.aws.iam-acces-key: aws.iam-acces-key is no type of SKC; did you mean aws.iam-access-key?',
    ],
    [
      { expectedUnreadable: [{ source: 'aws.kmskey', reason: 'a test' }] },
      'expectedUnreadable[0].source: aws.kmskey is no type of SKC; did you mean aws.kms-key?',
    ],
    [
      excluding({ account: '111122223333', rule: 'leaked' }),
      'exclusions[0].match.rule: no exclusion hides findings of leaked',
    ],
    [
      excluding({ type: 'aws.kms-key', rule: 'no-contact' }),
      'exclusions[0].match.rule: findings of no-contact are about accounts, which have no type, region or tags',
    ],
    [
      excluding({ account: '111122223333', rule: 'target-unreadable', tag: { key: 'team' } }),
      'exclusions[0].match.rule: findings of target-unreadable are about targets, which have no tags',
    ],
    [
      excluding({ type: 'aws.acm-certificate', rule: 'rotation-off' }),
      'exclusions[0].match.rule: rotation-off never fails on aws.acm-certificate',
    ],
    [
      { ...ACCOUNTS, gcp: {}, ...excluding({ type: 'gcp.service-account-key', tag: { key: 'team' } }) },
      'exclusions[0].match.tag: gcp.service-account-key has no tags in its cloud',
    ],
    [
      excluding({ name: 'legacy/*' }, '2026-11-20'),
      'exclusions[0]: (moves in May) ended on 2026-11-20 and no longer hides anything: remove it or set a new end',
    ],
    [
      excluding({ name: 'legacy/*' }, '2027-11-22'),
      'exclusions[0]: (moves in May) ends on 2027-11-22, more than a year ahead, and hides nothing: set 2027-11-21 or earlier',
    ],
    [
      { ...excluding({ region: 'us-east-1' }), exclude: { regions: ['us-east-1'] } },
      'exclusions[0].match.region: the region us-east-1 is not read: include or exclude leaves it out',
    ],
    [
      { ...excluding({ account: '111122223333' }), include: { accounts: ['444455556666'] } },
      'exclusions[0].match.account: the account 111122223333 is not read: include or exclude leaves it out',
    ],
    [
      { ...excluding({ type: 'aws.kms-key' }), include: { sources: ['aws.acm-certificate'] } },
      'exclusions[0].match.type: the type aws.kms-key is not read: include or exclude leaves it out',
    ],
    [
      { accounts: [{ id: '111122223333' }, { cloud: 'azure', id: 'x' }] },
      'accounts[1]: has no effect: accounts lists those of AWS, and azure.subscriptions.include those of this cloud',
    ],
    [
      {
        exclude: { accounts: ['111122223333'] },
        contacts: { accounts: { '111122223333': [{ address: 'a@example.com' }] } },
      },
      'contacts.accounts.111122223333: is never notified: exclude.accounts leaves the account out',
    ],
    [
      { alerts: { slack: [{ workspaceId: 'T0123ABCD', channelId: 'C0123ABCD', organisation: false }] } },
      'alerts.slack[0]: receives nothing: it names no account, and organisation is false',
    ],
  ])('%j', async (config, warning) => {
    expect((await check(config, false)).warnings).toEqual([warning]);
  });

  it.each<[ConfigInput]>([
    [{}],
    [{ $schema: './docs/skc.config.schema.json' }],
    [excluding({ name: 'legacy/*' })],
    [excluding({ account: '111122223333', rule: 'no-contact' })],
    [
      excluding(
        { type: 'aws.kms-key', rule: 'rotation-off', tag: { key: 'rotation', value: 'exempt' } },
        '2026-11-21',
      ),
    ],
    [{ ...excluding({ region: 'kv-1' }, '2027-11-21'), include: { regions: ['eu-west-1'] } }],
    // A date in a tag gives a type without an end of its own one.
    [{ ...excluding({ type: 'aws.secrets-manager-secret', rule: 'expiring' }), expiryTags: ['expires'] }],
  ])('finds nothing in %j, and says that it asked no inventory', async (config) => {
    const { stdout, code } = await check(config, false);
    expect(stdout).toContain('nothing in it is without effect.\nNot compared with an inventory');
    expect(code).toBe(0);
  });

  it('names an expiring rule on a type that never ends while no tag gives it an end', async () => {
    const { warnings } = await check(
      excluding({ type: 'aws.secrets-manager-secret', rule: 'expiring' }),
      false,
    );
    expect(warnings).toEqual([
      'exclusions[0].match.rule: expiring never fails on aws.secrets-manager-secret',
    ]);
  });

  it('refuses a mistake, and a file that is not there', async () => {
    const { code, stderr } = await check('{"acounts": []}', false);
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean accounts?')]);
    const missing = await runSkc(['config', 'check', '--config', join(folder, 'no.json')], estate.inventory);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('no.json')]);
  });
});

describe('skc config check over an inventory', () => {
  it.each<[ConfigInput, string]>([
    [
      excluding({ account: '111122223334' }),
      'exclusions[0].match.account: 111122223334 matches no account of the inventory; did you mean 111122223333?',
    ],
    [
      excluding({ account: '111122223333', region: 'eu-west-2' }),
      'exclusions[0].match.region: eu-west-2 matches no region or other location of the inventory; did you mean eu-west-1?',
    ],
    [
      excluding({ type: 'aws.kms-key' }),
      'exclusions[0].match.type: aws.kms-key matches no SKC of the inventory',
    ],
    [
      excluding({ name: 'pay/db/mian' }),
      'exclusions[0].match.name: pay/db/mian matches no name in the inventory; did you mean pay/db/main?',
    ],
    [excluding({ name: 'pays/*' }), 'exclusions[0].match.name: pays/* matches no name in the inventory'],
    [
      excluding({ account: '111122223333', tag: { key: 'taem' } }),
      'exclusions[0].match.tag: taem matches no tag in the inventory; did you mean team?',
    ],
    [
      excluding({ account: '111122223333', tag: { key: 'team', value: 'payment' } }),
      'exclusions[0].match.tag: team=payment matches no tag in the inventory; did you mean team=payments?',
    ],
    [
      excluding({ account: '111122223333', name: 'cart' }),
      'exclusions[0].match: nothing in the inventory meets all of its conditions',
    ],
    [
      { include: { accounts: ['111122223333', '444455556665'] } },
      'include.accounts[1]: 444455556665 matches no account of the inventory; did you mean 444455556666?',
    ],
    [
      { include: { organisationalUnits: ['bank'] } },
      'include.organisationalUnits[0]: bank matches no organisational unit above an account of the inventory',
    ],
    [
      { include: { regions: ['eu-west-1', 'eu-west-2'] } },
      'include.regions[1]: eu-west-2 is a region of no account that was read; did you mean eu-west-1?',
    ],
    [
      { include: { sources: ['aws.kms-key'] } },
      'include.sources[0]: aws.kms-key is a type of no target that was planned',
    ],
    [
      { exclude: { accounts: ['444455556665'] } },
      'exclude.accounts[0]: 444455556665 leaves nothing out that the inventory knows; did you mean 444455556666?',
    ],
    [
      { contacts: { accounts: { 'pay-prod': [{ address: 'a@example.com' }] } } },
      'contacts.accounts.pay-prod: pay-prod matches no account of the inventory; it is the name of 111122223333',
    ],
    [
      {
        alerts: {
          teams: [
            {
              tenantId: '7f1c0a52-0000-4000-8000-000000000001',
              teamId: '7f1c0a52-0000-4000-8000-000000000001',
              channelId: '19:x',
              accounts: ['999999999999'],
            },
          ],
        },
      },
      'alerts.teams[0].accounts[0]: 999999999999 matches no account of the inventory',
    ],
    [
      { expectedUnreadable: [{ region: 'eu-west-3', reason: 'a test' }] },
      'expectedUnreadable[0].region: eu-west-3 matches no target; did you mean eu-west-1?',
    ],
    [
      { attributes: { owner: { tags: ['team', 'onwer'] } } },
      'attributes.owner.tags[1]: no SKC has the tag onwer',
    ],
    [
      { attributes: { environment: { tags: ['taem'] } } },
      'attributes.environment.tags[0]: no SKC has the tag taem; did you mean team?',
    ],
    [{ expiryTags: ['tame'] }, 'expiryTags[0]: no SKC has the tag tame; did you mean team?'],
  ])('%j', async (config, warning) => {
    const { warnings } = await check(config, true);
    expect(
      warnings.map((line) => line.replace(/, as far as tags were read: those of \d+ are unknown/, '')),
    ).toEqual([warning]);
  });

  it.each<[ConfigInput]>([
    [
      excluding({
        account: '111122223333',
        region: 'eu-west-1',
        type: 'aws.secrets-manager-secret',
        name: 'pay/db/*',
        tag: { key: 'team', value: 'payments' },
      }),
    ],
    [excluding({ name: 'pay-prod', rule: 'no-contact' })],
    [excluding({ region: 'eu-west-1', rule: 'target-unreadable' })],
    [{ exclude: { accounts: ['987654321098'] } }],
    [{ contacts: { accounts: { '111122223333': [{ address: 'a@example.com' }] } } }],
    [{ expectedUnreadable: [{ account: '111122223333', source: 'aws.acm-certificate', reason: 'a test' }] }],
    [{ attributes: { owner: { tags: ['TEAM'] } } }],
  ])('finds nothing in %j', async (config) => {
    expect((await check(config, true)).warnings).toEqual([]);
  });

  it('counts what an exclusion by tag could not be compared with', async () => {
    for await (const skc of estate.inventory.skcs('aws#444455556666')) {
      const { tags: _tags, ...untagged } = skc;
      await estate.inventory.apply(
        {
          account: skc.account,
          skcId: skc.id,
          revision: 2,
          kinds: ['edited'],
          observedAt: skc.changedAt,
          before: {},
          after: {},
        },
        { ...untagged, revision: 2 },
      );
    }
    const { warnings } = await check(
      excluding({ type: 'aws.secrets-manager-secret', tag: { key: 'team' } }),
      true,
    );
    expect(warnings).toEqual([
      'exclusions[0].match.tag: the tags of 1 SKC that it may match were not read, so it is not excluded',
    ]);
  });

  it('prints the warnings as JSON', async () => {
    const file = join(folder, 'json.json');
    await writeFile(file, JSON.stringify(excluding({ name: 'pay/db/mian' })));
    const { stdout } = await runSkc(
      ['config', 'check', '--json', '--config', file, '--stack', 'SkcWatch'],
      estate.inventory,
    );
    expect(JSON.parse(stdout)).toEqual([
      { path: 'exclusions[0].match.name', says: expect.any(String), didYouMean: 'pay/db/main' },
    ]);
  });
});

it('skc config schema prints a schema that names keys, types and regions', async () => {
  const { stdout, code } = await runSkc(['config', 'schema'], estate.inventory);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    additionalProperties: false,
    properties: {
      include: { properties: { sources: { items: { examples: expect.arrayContaining(['gcp.kms-key']) } } } },
      alerts: { properties: { region: { examples: expect.arrayContaining(['eu-west-1']) } } },
    },
  });
});
