import type { EstateAccount } from '../estate/estate.ts';
import { CloudError, denied } from '../wire/cloud-error.ts';
import { page, required, size, text } from '../wire/input.ts';
import { seconds, tagList } from './operation.ts';
import type { Operation, Operations, Setting } from './operation.ts';

const BAD = 'InvalidInputException';

/** Organizations: all operations except DescribeOrganization are limited to the management account. */
export const organizations: Operations = {
  DescribeOrganization: (_input, setting) => ({ Organization: organisation(setting) }),
  ListAccounts: fromManagement(listAccounts),
  ListRoots: fromManagement((_input, setting) => ({
    Roots: [
      {
        Id: setting.estate.organisation.rootId,
        Arn: arn(setting, 'root', setting.estate.organisation.rootId),
        Name: 'Root',
        PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
      },
    ],
  })),
  ListOrganizationalUnitsForParent: fromManagement((input, setting) => {
    const parent = knownParent(input, setting);
    const units = setting.estate.organisation.units.filter((unit) => unit.parentId === parent);
    const cut = page(units, text(input, 'NextToken'), size(input, 'MaxResults', 20, 20, BAD), BAD);
    return {
      OrganizationalUnits: cut.items.map((unit) => ({
        Id: unit.id,
        Arn: arn(setting, 'ou', unit.id),
        Name: unit.name,
      })),
      NextToken: cut.next,
    };
  }),
  ListAccountsForParent: fromManagement((input, setting) => {
    const parent = knownParent(input, setting);
    const accounts = setting.estate.accounts.filter((account) => account.parentId === parent);
    return accountPage(accounts, input, setting);
  }),
  ListParents: fromManagement((input, { estate }) => {
    const child = required(input, 'ChildId', BAD);
    const parent =
      estate.accounts.find((account) => account.id === child)?.parentId ??
      estate.organisation.units.find((unit) => unit.id === child)?.parentId;
    if (parent === undefined)
      throw new CloudError(
        'ChildNotFoundException',
        "We can't find an organizational unit or account with that ChildId.",
      );
    return { Parents: [{ Id: parent, Type: parent.startsWith('r-') ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
  }),
  ListTagsForResource: fromManagement((input, { estate }) => {
    const id = required(input, 'ResourceId', BAD);
    return { Tags: tagList(estate.accounts.find((account) => account.id === id)?.tags) };
  }),
};

function listAccounts(...[input, setting]: Parameters<Operation>) {
  return accountPage(setting.estate.accounts, input, setting);
}

function accountPage(accounts: readonly EstateAccount[], input: Record<string, unknown>, setting: Setting) {
  const length = size(input, 'MaxResults', 20, 20, BAD);
  const token = text(input, 'NextToken');
  const afterEmpty = token?.startsWith('full.');
  const cut = page(accounts, afterEmpty ? token?.slice('full.'.length) : token, length, BAD);
  // AWS documents that a page may be empty and still have a token for the next one.
  if (setting.estate.organisation.emptyPages && !afterEmpty && cut.next === undefined)
    return { Accounts: [], NextToken: `full.${token ?? Buffer.from('from-0').toString('base64url')}` };
  return { Accounts: cut.items.map((account) => wireAccount(account, setting)), NextToken: cut.next };
}

function wireAccount(account: EstateAccount, setting: Setting) {
  return {
    Id: account.id,
    Arn: arn(setting, 'account', account.id),
    Email: account.email,
    Name: account.name,
    Status: account.state,
    State: account.state,
    JoinedMethod: 'CREATED',
    JoinedTimestamp: seconds(account.joinedAt),
  };
}

function organisation(setting: Setting) {
  const { id, managementAccountId } = setting.estate.organisation;
  const management = setting.estate.accounts.find((account) => account.id === managementAccountId);
  return {
    Id: id,
    Arn: `arn:aws:organizations::${managementAccountId}:organization/${id}`,
    FeatureSet: 'ALL',
    MasterAccountArn: arn(setting, 'account', managementAccountId),
    MasterAccountId: managementAccountId,
    MasterAccountEmail: management?.email,
    AvailablePolicyTypes: [],
  };
}

function arn({ estate }: Setting, kind: string, id: string): string {
  return `arn:aws:organizations::${estate.organisation.managementAccountId}:${kind}/${estate.organisation.id}/${id}`;
}

function knownParent(input: Record<string, unknown>, { estate }: Setting): string {
  const parent = required(input, 'ParentId', BAD);
  const { rootId, units } = estate.organisation;
  if (parent !== rootId && !units.some((unit) => unit.id === parent))
    throw new CloudError(
      'ParentNotFoundException',
      "We can't find a root or organizational unit with that ParentId.",
    );
  return parent;
}

function fromManagement(operation: Operation): Operation {
  return (input, setting) => {
    if (setting.account.id !== setting.estate.organisation.managementAccountId)
      throw denied('organizations', "You don't have permissions to access this resource.");
    return operation(input, setting);
  };
}
