import { addDays } from '../../../../shared/model/instant.ts';
import { EPOCH, type SourceFixture } from '../contract.ts';

export const iamServiceSpecificCredential: SourceFixture = {
  type: 'aws.iam-service-specific-credential',
  location: 'global',
  service: 'iam',
  first: 'ListServiceSpecificCredentials',
  listing: 'ListServiceSpecificCredentials',
  list: { member: 'ServiceSpecificCredentials', token: 'Marker' },
  // Requested by its user, it exists: the response then has only it.
  leaveOutFirst: (body) =>
    body.split('<UserName>').length === 2 ? body : body.replace(/<member>.*?<\/member>/s, ''),
  smallPages: (body) => body.replace('MaxItems=1000', 'MaxItems=2'),
  second: { operation: 'ListServiceSpecificCredentials', skip: 1 },
  fill: (account, count) => {
    for (let index = 0; index < count; index++)
      account.users.push({
        name: `model-${index}`,
        createdAt: addDays(EPOCH, -500),
        keys: [],
        serviceCredentials: [
          {
            id: `ACCASANDBOX${String(index).padStart(10, '0')}`,
            service: 'bedrock',
            createdAt: addDays(EPOCH, -30),
            ageDays: 90,
          },
        ],
      });
  },
  removeFirst: (account, at) => {
    const [first, ...others] = account.users;
    if (first !== undefined) account.users = [{ ...first, deletedAt: at }, ...others];
  },
  newWord: {
    operation: 'ListServiceSpecificCredentials',
    corrupt: (body) => body.replace('<Status>Active<', '<Status>Quantised<'),
    field: 'state',
  },
  oddDate: {
    operation: 'ListServiceSpecificCredentials',
    corrupt: (body) => body.replace(/<CreateDate>[^<]*</, '<CreateDate>soon<'),
    field: 'createdAt',
  },
  noDates: [],
};
