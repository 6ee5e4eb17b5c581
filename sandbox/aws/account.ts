import type { EstateAccount } from '../estate/estate.ts';
import { CloudError, denied } from '../wire/cloud-error.ts';
import { page, required, size, text, texts } from '../wire/input.ts';
import type { Operations, Setting } from './operation.ts';

/** Account Management: regions and the alternate contacts. */
export const account: Operations = {
  ListRegions: (input, setting) => {
    const wanted = texts(input, 'RegionOptStatusContains');
    const regions = asked(input, setting).regions.filter(
      (region) => wanted === undefined || wanted.includes(region.status),
    );
    const cut = page(
      regions,
      text(input, 'NextToken'),
      size(input, 'MaxResults', 50, 50),
      'ValidationException',
    );
    return {
      Regions: cut.items.map((region) => ({ RegionName: region.name, RegionOptStatus: region.status })),
      NextToken: cut.next,
    };
  },
  GetAlternateContact: (input, setting) => {
    const type = required(input, 'AlternateContactType');
    const contact = asked(input, setting).securityContact;
    if (type !== 'SECURITY' || contact === undefined)
      throw new CloudError(
        'ResourceNotFoundException',
        'No contact of the inputted alternate contact type found.',
        404,
      );
    return {
      AlternateContact: {
        AlternateContactType: type,
        Name: contact.name,
        Title: contact.title,
        EmailAddress: contact.email,
        PhoneNumber: contact.phone,
      },
    };
  },
};

/** Only the management account may name another account; it must omit its own id. */
function asked(input: Record<string, unknown>, setting: Setting): EstateAccount {
  const id = text(input, 'AccountId');
  if (id === undefined) return setting.account;
  const { managementAccountId } = setting.estate.organisation;
  const found = setting.estate.accounts.find((each) => each.id === id);
  if (setting.account.id !== managementAccountId || id === managementAccountId || found === undefined)
    throw denied('account', `User: ${setting.principal} is not authorized to perform this on account ${id}`);
  return found;
}
