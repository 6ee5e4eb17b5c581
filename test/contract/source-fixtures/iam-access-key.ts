import { addDays } from '../../../shared/model/instant.ts';
import { EPOCH, type SourceFixture } from './contract.ts';

export const iamAccessKey: SourceFixture = {
  type: 'aws.iam-access-key',
  location: 'global',
  service: 'iam',
  first: 'GenerateCredentialReport',
  listing: 'GetCredentialReport',
  // The header and root's row come first.
  leaveOutFirst: (body) => rewrittenReport(body, (lines) => lines.toSpliced(2, 1)),
  second: { operation: 'ListAccessKeys', skip: 1 },
  fill: (account, count) => {
    for (let index = 0; index < count; index++)
      account.users.push({
        name: `job-${index}`,
        createdAt: addDays(EPOCH, -500),
        keys: [
          {
            id: `AKIASANDBOX${String(index).padStart(9, '0')}`,
            createdAt: addDays(EPOCH, -10),
            uses: [addDays(EPOCH, -5)],
          },
        ],
      });
  },
  removeFirst: (account, at) => {
    const [first, ...others] = account.users;
    if (first !== undefined)
      account.users = [{ ...first, keys: first.keys.map((key) => ({ ...key, deletedAt: at })) }, ...others];
  },
  newWord: {
    operation: 'ListAccessKeys',
    spoil: (body) => (body.includes('job-0<') ? body.replace('<Status>Active<', '<Status>Quantised<') : body),
    field: 'state',
  },
  noDates: [
    {
      operation: 'GetCredentialReport',
      spoil: (body) =>
        rewrittenReport(body, (lines) =>
          lines.map((line) =>
            line.startsWith('job-0,') ? line.replaceAll(/2026-11-16T[^,]+/g, 'soon') : line,
          ),
        ),
      field: 'lastUsedAt',
    },
  ],
};

/** Changes the lines of the report, which its answer holds in base64. */
function rewrittenReport(body: string, rewrite: (lines: string[]) => string[]): string {
  return body.replace(/<Content>([^<]*)<\/Content>/, (_all, content: string) => {
    const lines = rewrite(Buffer.from(content, 'base64').toString().split('\n'));
    return `<Content>${Buffer.from(lines.join('\n')).toString('base64')}</Content>`;
  });
}
