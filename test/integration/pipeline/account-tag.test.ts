import { afterEach, expect, it } from 'vitest';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingLines,
  importedCertificate,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

/** A run over a member account with these tags, whose contacts come from the cloud. */
async function runWith(tags: Record<string, string>) {
  const made = emptyEstate(2);
  const member = accountAt(made, 1);
  member.tags = tags;
  member.certificates.push(importedCertificate('a.example', 5));
  const contacts = { adopt: ['aws-account-tag' as const, 'aws-alternate-contact' as const] };
  stage = await openStage(dynalite.url, made, configOf(made, { contacts }));
  await stage.run();
  const { inventory } = stage.database;
  return {
    contacts: (await inventory.contacts(member.key)).map(({ address, source }) => `${address} ${source}`),
    problems: (await inventory.account(member.key))?.found?.problems.map(({ message }) => message),
    findings: await findingLines(stage, member.key),
  };
}

it('each address of an account tag is a contact', async () => {
  const { contacts, problems, findings } = await runWith({
    SecurityContact: 'secops@example.com oncall@example.com:desk@example.com',
  });
  expect(contacts.toSorted()).toEqual([
    'desk@example.com aws-account-tag',
    'oncall@example.com aws-account-tag',
    'secops@example.com aws-account-tag',
  ]);
  expect(problems).toEqual([]);
  expect(findings.filter((line) => line.includes('no-contact'))).toEqual([]);
});

it.each(['securitycontact', 'SECURITYCONTACT', 'securityContact'])(
  'the key %s is the same tag',
  async (key) => {
    const { contacts } = await runWith({ [key]: 'secops@example.com' });
    expect(contacts).toEqual(['secops@example.com aws-account-tag']);
  },
);

it('what is no address is named with its tag and account, and takes no address from the list', async () => {
  const { contacts, problems } = await runWith({ securitycontact: 'secops@example.com, the team' });
  expect(contacts).toEqual(['secops@example.com aws-account-tag']);
  expect(problems).toEqual([
    'The tag securitycontact of account 200000000001 holds "the", "team", which is no e-mail address: nobody is subscribed for it.',
  ]);
});

it('an empty tag is named too', async () => {
  const { contacts, problems } = await runWith({ SecurityContact: '' });
  expect(contacts).toEqual([]);
  expect(problems).toEqual([
    'The tag SecurityContact of account 200000000001 holds nothing, which is no e-mail address: nobody is subscribed for it.',
  ]);
});
