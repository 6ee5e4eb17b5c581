import { daysBetween } from '../../shared/model/instant.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { CloudError } from '../wire/cloud-error.ts';
import { page, required, size, text } from '../wire/input.ts';
import { credentialReport, isActive, keysAt, lastUsed } from './credential-report.ts';
import { perInstant, tagList } from './operation.ts';
import type { Operation, Operations } from './operation.ts';

const BAD = 'ValidationError';

/** A report is reused for four hours (IAM user guide, "credential reports"). */
const REPORT_HOURS = 4;

/** The operations of IAM that read users, access keys and the credential report. */
export const iam: Operations = {
  GenerateCredentialReport: generateReport,
  GetCredentialReport: getReport,
  ListUsers: (input, setting) => {
    const cut = listed(usersOf(setting), input);
    return {
      Users: cut.items.map((user) => ({
        Path: '/',
        UserName: user.name,
        UserId: `AIDA${user.name}`,
        Arn: `arn:aws:iam::${setting.account.id}:user/${user.name}`,
        CreateDate: user.createdAt,
        PasswordLastUsed: user.passwordUsedAt,
      })),
      ...cut.rest,
    };
  },
  GetAccountAuthorizationDetails: (input, setting) => {
    const cut = listed(usersOf(setting), input);
    return {
      UserDetailList: cut.items.map((user) => ({
        Path: '/',
        UserName: user.name,
        UserId: `AIDA${user.name}`,
        Arn: `arn:aws:iam::${setting.account.id}:user/${user.name}`,
        CreateDate: user.createdAt,
        Tags: tagList(user.tags),
        AttachedManagedPolicies: [],
      })),
      ...cut.rest,
    };
  },
  ListAccessKeys: (input, setting) => {
    const name = text(input, 'UserName');
    if (name === undefined)
      throw new CloudError(BAD, 'Must specify userName when calling with non-User credentials');
    const user = userIndex(setting).get(name);
    if (user === undefined)
      throw new CloudError('NoSuchEntity', `The user with name ${name} cannot be found.`, 404);
    const cut = listed(keysAt(user.keys, setting.now), input);
    return {
      AccessKeyMetadata: cut.items.map((key) => ({
        UserName: user.name,
        AccessKeyId: key.id,
        Status: isActive(key, setting.now) ? 'Active' : 'Inactive',
        CreateDate: key.createdAt,
      })),
      ...cut.rest,
    };
  },
  GetAccessKeyLastUsed: (input, setting) => {
    const id = required(input, 'AccessKeyId', BAD);
    const owned = accessKeys(setting).get(id);
    // AWS denies access to a key that is not in the account.
    if (owned === undefined)
      throw new CloudError(
        'AccessDenied',
        `User: ${setting.principal} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${id}`,
        403,
      );
    const used = lastUsed(owned.key, setting.now);
    return {
      UserName: owned.user,
      AccessKeyLastUsed: {
        LastUsedDate: used,
        ServiceName: used === undefined ? 'N/A' : (owned.key.usedService ?? 's3'),
        Region: used === undefined ? 'N/A' : (owned.key.usedRegion ?? 'us-east-1'),
      },
    };
  },
  GetAccountSummary: (_input, setting) => ({
    SummaryMap: new Map([
      ['Users', usersOf(setting).length],
      ['UsersQuota', 5000],
      ['AccessKeysPerUserQuota', 2],
      ['AccountMFAEnabled', 1],
      ['AccountAccessKeysPresent', Math.min(keysAt(setting.account.rootKeys, setting.now).length, 1)],
      ['AccountSigningCertificatesPresent', 0],
    ]),
  }),
};

function generateReport(...[_input, setting]: Parameters<Operation>) {
  const { memory, account, now } = setting;
  const existing = memory.reports.get(account.id);
  if (existing !== undefined && !isOld(existing.generatedAt, now)) {
    existing.ready = true;
    return { State: 'COMPLETE' };
  }
  memory.reports.set(account.id, { generatedAt: now, ready: false, csv: credentialReport(account, now) });
  return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' };
}

function getReport(...[_input, { memory, account, now }]: Parameters<Operation>) {
  const report = memory.reports.get(account.id);
  if (report === undefined)
    throw new CloudError(
      'ReportNotPresent',
      'No report exists. Use GenerateCredentialReport to generate one.',
      410,
    );
  if (isOld(report.generatedAt, now))
    throw new CloudError(
      'ReportExpired',
      'The report has expired. Use GenerateCredentialReport to generate one.',
      410,
    );
  if (!report.ready) {
    report.ready = true;
    throw new CloudError('ReportInProgress', 'Report generation is in progress.', 404);
  }
  return {
    Content: Buffer.from(report.csv).toString('base64'),
    ReportFormat: 'text/csv',
    GeneratedTime: report.generatedAt,
  };
}

function isOld(generatedAt: Instant, now: Instant): boolean {
  const hours = daysBetween(generatedAt, now) * 24;
  return hours > REPORT_HOURS || hours < 0;
}

const usersOf = perInstant(({ account, now }) =>
  account.users.filter(
    (user) => user.createdAt <= now && !(user.deletedAt !== undefined && user.deletedAt <= now),
  ),
);

const userIndex = perInstant((setting) => new Map(usersOf(setting).map((user) => [user.name, user])));

const accessKeys = perInstant(
  (setting) =>
    new Map(
      usersOf(setting).flatMap((user) =>
        keysAt(user.keys, setting.now).map((key) => [key.id, { user: user.name, key }] as const),
      ),
    ),
);

function listed<T>(all: readonly T[], input: Record<string, unknown>) {
  const cut = page(all, text(input, 'Marker'), size(input, 'MaxItems', 1000, 100, BAD), BAD);
  return { items: cut.items, rest: { IsTruncated: cut.next !== undefined, Marker: cut.next } };
}
