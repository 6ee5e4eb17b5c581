import { addDays } from '../../../shared/model/instant.ts';
import { EPOCH, withoutFirst, type SourceFixture } from './contract.ts';

export const kmsKey: SourceFixture = {
  type: 'aws.kms-key',
  location: 'eu-west-1',
  service: 'kms',
  first: 'ListAliases',
  listing: 'ListKeys',
  leaveOutFirst: (body) => withoutFirst(body, 'Keys'),
  smallPages: (body) => body.replace('"Limit":1000', '"Limit":2'),
  second: { operation: 'ListKeys', skip: 1 },
  fill: (account, count) => {
    for (let index = 0; index < count; index++)
      account.keys.push({
        id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        region: 'eu-west-1',
        aliases: [`alias/data-${index}`],
        createdAt: addDays(EPOCH, -500 - index),
        manager: 'CUSTOMER',
        spec: 'SYMMETRIC_DEFAULT',
        usage: 'ENCRYPT_DECRYPT',
        origin: 'AWS_KMS',
      });
  },
  removeFirst: (account, at) => {
    const [first, ...others] = account.keys;
    if (first !== undefined)
      account.keys = [{ ...first, deletion: { scheduledAt: addDays(at, -0.5), dueAt: at } }, ...others];
  },
  newWord: {
    operation: 'DescribeKey',
    spoil: (body) => body.replace('"KeyState":"Enabled"', '"KeyState":"Quantised"'),
    field: 'state',
  },
  noDates: [
    {
      operation: 'DescribeKey',
      spoil: (body) => body.replace(/"CreationDate":[\d.]+/, '"CreationDate":1e17'),
      field: 'createdAt',
    },
  ],
};
