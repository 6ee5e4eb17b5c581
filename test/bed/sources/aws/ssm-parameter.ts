import { addDays } from '../../../../shared/model/instant.ts';
import { EPOCH, withoutFirst, type SourceFixture } from '../contract.ts';

export const ssmParameter: SourceFixture = {
  type: 'aws.ssm-parameter',
  location: 'eu-west-1',
  service: 'ssm',
  first: 'DescribeParameters',
  listing: 'DescribeParameters',
  list: { member: 'Parameters', token: 'NextToken' },
  // Requested by name, it exists: the response then has only it.
  leaveOutFirst: (body) => (body.split('"Name":').length === 2 ? body : withoutFirst(body, 'Parameters')),
  smallPages: (body) => body.replace('"MaxResults":50', '"MaxResults":2'),
  second: { operation: 'DescribeParameters', skip: 1 },
  fill: (account, count) => {
    account.parameters ??= [];
    account.parameters.push({
      name: '/app/plain',
      region: 'eu-west-1',
      type: 'String',
      createdAt: addDays(EPOCH, -9),
    });
    for (let index = 0; index < count; index++)
      account.parameters.push({
        name: `/app/secret-${index}`,
        region: 'eu-west-1',
        type: 'SecureString',
        createdAt: addDays(EPOCH, -500 - index),
        expiresAt: addDays(EPOCH, 500),
      });
  },
  removeFirst: (account, at) => {
    account.parameters = account.parameters?.map((each) =>
      each.name === '/app/secret-0' ? { ...each, deletedAt: at } : each,
    );
  },
  oddDate: {
    operation: 'DescribeParameters',
    corrupt: (body) => body.replace(/"LastModifiedDate":[\d.]+/, '"LastModifiedDate":true'),
    field: 'versionCreatedAt',
  },
  noDates: [
    {
      operation: 'DescribeParameters',
      corrupt: (body) => body.replace(/"LastModifiedDate":[\d.]+/, '"LastModifiedDate":1e17'),
      field: 'versionCreatedAt',
    },
    {
      operation: 'DescribeParameters',
      corrupt: (body) => body.replace(/Timestamp\\":\\"[^\\]+/, 'Timestamp\\":\\"soon'),
      field: 'expiresAt',
    },
  ],
};
