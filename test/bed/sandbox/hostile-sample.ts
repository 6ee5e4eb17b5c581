import type { Estate } from '../../../sandbox/estate/estate.ts';
import { sampleEstate } from '../../../sandbox/estate/sample.ts';
import type { Instant } from '../../../shared/model/instant.ts';

/** Texts that people and attackers put where a cloud takes free text: they must have no effect in any output. */
export const HOSTILE_NAMES = {
  markup: '<img src=x onerror=alert(1)>',
  lines: 'two\nlines\r\nBcc: everyone@example.com',
  escape: '\u001B[31mred\u001B[0m \u001B]8;;https://example.com\u0007x',
  reordered: 'shop/\u202Etxt.terces \u200Finvisible\u200F',
  formula: "=cmd|'/c calc'!A1",
} as const;

const NAMES = Object.values(HOSTILE_NAMES);

/** The sample organisation with hostile names and tags in each of its clouds. */
export function hostileSample(epoch: Instant): Estate {
  const estate = sampleEstate({ epoch });
  for (const account of estate.accounts) {
    if (account.name !== 'shop-web') continue;
    for (const [index, name] of NAMES.entries())
      account.secrets.push({
        name,
        region: 'us-east-1',
        suffix: `HoSt0${index}`,
        createdAt: '2025-08-01T06:00:00Z',
        description: name,
        tags: { note: name, [name]: 'as a key' },
      });
    account.users.push({
      name: '=cmd+calc',
      createdAt: '2025-08-01T06:00:00Z',
      keys: [{ id: 'AKIAHOSTILE000000001', createdAt: '2025-08-01T06:00:00Z' }],
    });
    for (const certificate of account.certificates) certificate.alternatives = ['<b>shop</b>.example'];
  }
  for (const [index, application] of (estate.azure?.applications ?? []).entries()) {
    application.name = NAMES[index % NAMES.length] ?? '';
    for (const secret of application.secrets ?? []) secret.name = HOSTILE_NAMES.formula;
  }
  for (const vault of estate.azure?.subscriptions.flatMap(({ vaults }) => vaults) ?? [])
    for (const [index, secret] of vault.secrets.entries()) {
      const text = NAMES[index % NAMES.length] ?? '';
      secret.tags = { note: text, owner: text };
      secret.contentType = text;
    }
  for (const [index, project] of (estate.gcp?.projects ?? []).entries()) {
    project.name = NAMES[index % NAMES.length] ?? '';
    for (const key of project.apiKeys) key.displayName = NAMES[index % NAMES.length] ?? '';
  }
  return estate;
}
