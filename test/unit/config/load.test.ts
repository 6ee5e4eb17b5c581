import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWS_REGIONS } from '../../../shared/config/aws-regions.ts';
import { BadConfig } from '../../../shared/config/bad-config.ts';
import { loadConfig, parseConfig } from '../../../shared/config/load.ts';
import { configSchema } from '../../../shared/rules/config.ts';

function mistakesIn(config: unknown): string[] {
  return linesIn(typeof config === 'string' ? config : JSON.stringify(config));
}

function linesIn(text: string): string[] {
  try {
    parseConfig(text, 'skc.config.json', configSchema);
  } catch (error) {
    if (error instanceof BadConfig) {
      const [head = '', ...lines] = error.message.split('\n');
      // A single mistake is on the line of the file's name.
      if (lines.length === 0)
        return [head.replace(/^skc\.config\.json: /, '').replace(/; nothing was read or written$/, '')];
      return lines.map((line) => line.trim());
    }
    throw error;
  }
  return [];
}

describe('parseConfig', () => {
  it.each([
    [{ rule: 'unused' }, 'only "rule"'],
    [{ tag: { key: 'team' } }, 'only "tag"'],
    [{ rule: 'unused', tag: { key: 'team' } }, 'only "rule", "tag"'],
    [{ name: '*' }, 'only "name"'],
    [{ name: '***', rule: 'unused' }, 'only "name", "rule"'],
  ])('refuses an exclusion that could hide everything: %j', (match, found) => {
    const exclusion = { match, reason: 'moved', by: 'Sarah', until: '2027-01-01' };
    expect(mistakesIn({ exclusions: [exclusion] })).toEqual([
      `exclusions[0].match: expected an account, a region, a type, or a name that does not match everything, found ${found}`,
    ]);
  });

  it.each([{ name: 'a*' }, { account: '123456789012' }, { region: 'eu-west-1' }, { type: 'aws.kms-key' }])(
    'takes an exclusion with a place, a type or a name: %j',
    (match) => {
      const narrow = {
        match: { ...match, tag: { key: 'team' } },
        reason: 'moved',
        by: 'Sarah',
        until: '2027-01-01',
      };
      expect(mistakesIn({ exclusions: [narrow] })).toEqual([]);
    },
  );

  it('refuses to expect that nothing at all can be read', () => {
    expect(mistakesIn({ expectedUnreadable: [{ reason: 'closed' }] })).toEqual([
      'expectedUnreadable[0]: expected an account, a region or a source, found an entry for every target',
    ]);
    for (const place of [{ account: '123456789012' }, { region: 'eu-west-1' }, { source: 'aws.kms-key' }])
      expect(mistakesIn({ expectedUnreadable: [{ ...place, reason: 'closed' }] })).toEqual([]);
  });

  it('reports every mistake at once, each with its path, what was expected and what was found', () => {
    expect(
      mistakesIn({
        acounts: [],
        accounts: [{ id: '12345' }, { cloud: 'asw', id: '123456789012' }],
        contacts: { accounts: { '123456789012': [{ address: 'nobody' }], '1234567890': [] } },
        thresholds: { 'rotation-overdue': { default: 0 }, unused: { types: { 'kms key': 3 } } },
        exclusions: [{ match: {}, reason: 'x', by: 'me', until: '2027-02-30' }],
        include: { accounts: ['111122223333'] },
        exclude: { accounts: ['111122223333'], regions: ['europe'] },
        alerts: { link: 'http://x.example', topicPrefx: 'a' },
        schedule: { timeZone: 'Europe/Berlim', flexibleMinutes: '15' },
      }).toSorted(),
    ).toMatchInlineSnapshot(`
      [
        "accounts[0].id: expected 12 digits, found "12345"",
        "accounts[1].cloud: expected one of aws, azure, gcp, found "asw"; did you mean aws?",
        "acounts: unknown key, found the key "acounts"; did you mean accounts?",
        "alerts.link: expected an https address, found "http://x.example"",
        "alerts.topicPrefx: unknown key, found the key "topicPrefx"; did you mean topicPrefix?",
        "contacts.accounts.123456789012[0].address: expected an e-mail address, an https URL or the ARN of an SQS queue, found "nobody"",
        "contacts.accounts.1234567890: expected the 12 digits of an AWS account, found "1234567890" with 10 digits",
        "exclude.accounts[0]: expected no entry of include.accounts, found "111122223333"",
        "exclude.regions[0]: expected a region like eu-west-1, found "europe"",
        "exclusions[0].match: expected at least one of account, region, type, rule, name, tag, found an object",
        "exclusions[0].reason: expected a text whose length is at least 3, found "x"",
        "exclusions[0].until: expected a day like 2027-03-01, found "2027-02-30"",
        "schedule.flexibleMinutes: expected a number, found "15"",
        "schedule.timeZone: expected an IANA time zone like Europe/Berlin, found "Europe/Berlim"",
        "thresholds.rotation-overdue.default: expected at least 1, found 0",
        "thresholds.unused.types["kms key"]: expected a type like aws.kms-key, found the key "kms key"",
      ]
    `);
  });

  it.each([
    [{ alerts: { region: 'eu-wset-1' } }, 'alerts.region', 'eu-wset-1', 'eu-west-1'],
    [{ include: { regions: ['eu-west-1', 'us-esat-2'] } }, 'include.regions[1]', 'us-esat-2', 'us-east-2'],
    [{ exclude: { regions: ['eusc-de-eats-1'] } }, 'exclude.regions[0]', 'eusc-de-eats-1', 'eusc-de-east-1'],
  ])('names the region that was meant: %j', (input, path, found, meant) => {
    expect(mistakesIn(input)).toEqual([
      `${path}: expected a region like eu-west-1, found "${found}"; did you mean ${meant}?`,
    ]);
  });

  it('accepts every region of every partition, and one that opened after this version', () => {
    expect(mistakesIn({ include: { regions: [...AWS_REGIONS, 'eu-south-3', 'af-west-1'] } })).toEqual([]);
  });

  it.each(['a@example.com, b@example.com', 'a@example.com b@example.com', 'a@example.com;b@example.com'])(
    'refuses two addresses in one value: %s',
    (address) => {
      expect(mistakesIn({ contacts: { organisation: [{ address }] } })).toEqual([
        `contacts.organisation[0].address: expected one address: write each as an entry of its own, found "${address}"`,
      ]);
      expect(mistakesIn({ alerts: { watchdog: { email: address } } })).toEqual([
        `alerts.watchdog.email: expected one e-mail address, found "${address}"`,
      ]);
    },
  );

  it('accepts one address with an @ in a URL', () => {
    const address = 'https://hooks.example/@team/a@b';
    expect(mistakesIn({ contacts: { organisation: [{ address }] } })).toEqual([]);
  });

  it.each([
    [[7], 'expiryTags[0]: expected a text or an object, found 7'],
    [[''], 'expiryTags[0]: expected a text whose length is at least 1, found an empty text'],
    [
      [{ tag: 'a', format: 'DD/MM/YY' }],
      'expiryTags[0].format: expected YYYY, MM and DD once each, with any separators: DD/MM/YYYY, found "DD/MM/YY"',
    ],
    [
      [{ tag: 'a', fromat: 'DD/MM/YYYY', format: 'DD/MM/YYYY' }],
      'expiryTags[0].fromat: expected one of tag, format, found the key "fromat"; did you mean format?',
    ],
  ])('names what is wrong in one of several forms: %j', (expiryTags, line) => {
    expect(mistakesIn({ expiryTags })).toEqual([line]);
  });

  it('points to the line and column where a file stops being JSON', () => {
    expect(mistakesIn('{\n  "alerts": {},\n}')).toEqual([
      'line 3, column 1: expected a key in double quotes, found }',
    ]);
    expect(mistakesIn('{"accounts": [1 2]}')).toEqual(['line 1, column 17: expected , or ], found 2']);
    expect(mistakesIn('{"accounts": [')).toEqual([
      'line 1, column 15: expected a value or ], found the end of the file',
    ]);
    expect(mistakesIn('{} x')).toEqual(['line 1, column 4: expected the end, found x']);
    expect(mistakesIn('')).toEqual(['line 1, column 1: expected a value, found the end of the file']);
  });

  it('refuses a duplicate key, because JSON would silently keep the last one', () => {
    expect(mistakesIn('{"alerts": {},\n "alerts": {"region": "eu-west-1"}}')).toEqual([
      'line 2, column 2: expected each key once, found "alerts" a second time',
    ]);
  });

  it('prints the value found, sanitized and short', () => {
    const [line = ''] = mistakesIn({ memberRole: { name: `\u001b[31m\n${'x'.repeat(500)}` } });
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line.length).toBeLessThan(160);
  });

  it('accepts a file with a byte order mark', () => {
    expect(
      parseConfig('\uFEFF{"alerts": {"topicPrefix": "own"}}', 'x', configSchema).alerts.topicPrefix,
    ).toBe('own');
  });

  it('returns the mistakes as data as well', () => {
    expect(() => parseConfig('{"schedul": {}}', 'skc.config.json', configSchema)).toThrow(
      expect.objectContaining({
        mistakes: [
          { path: 'schedul', expected: 'unknown key', found: 'the key "schedul"', didYouMean: 'schedule' },
        ],
      }),
    );
  });
});

describe('loadConfig', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'skc-config-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('uses all defaults without a file', async () => {
    const config = await loadConfig(undefined, configSchema);
    expect(config.memberRole.name).toBe('skc-watch-reader');
    expect(config.thresholds).toEqual({
      expiring: { rungs: [60, 30, 14, 7, 3, 1] },
      'rotation-overdue': { default: 365, types: {}, cases: [] },
      'superseded-still-active': { afterDays: 14 },
      unused: { default: 90, types: {}, cases: [] },
    });
  });

  it('reads a file', async () => {
    const file = join(folder, 'skc.config.json');
    await writeFile(file, '{"include": {"regions": ["eu-west-1"]}}');
    expect((await loadConfig(file, configSchema)).include.regions).toEqual(['eu-west-1']);
  });

  it('names a file that cannot be read, with the cause', async () => {
    const file = join(folder, 'missing.json');
    await expect(loadConfig(file, configSchema)).rejects.toMatchObject({
      name: 'BadConfig',
      file,
      cause: { code: 'ENOENT' },
    });
  });
});
