import { addDays } from '../../../shared/model/instant.ts';
import { EPOCH, withoutFirst, type SourceFixture } from './contract.ts';

export const secretsManagerSecret: SourceFixture = {
  type: 'aws.secrets-manager-secret',
  location: 'eu-west-1',
  service: 'secretsmanager',
  first: 'ListSecrets',
  listing: 'ListSecrets',
  leaveOutFirst: (body) => withoutFirst(body, 'SecretList'),
  smallPages: (body) => body.replace('"MaxResults":100', '"MaxResults":2'),
  second: { operation: 'ListSecrets', skip: 1 },
  fill: (account, count) => {
    for (let index = 0; index < count; index++)
      account.secrets.push({
        name: `app/secret-${index}`,
        region: 'eu-west-1',
        suffix: 'AbCdEf',
        createdAt: addDays(EPOCH, -500 - index),
        tags: { team: 'pay' },
      });
  },
  removeFirst: (account, at) => {
    const [first, ...others] = account.secrets;
    if (first !== undefined)
      account.secrets = [{ ...first, deletion: { scheduledAt: addDays(at, -0.5), dueAt: at } }, ...others];
  },
  noDates: [
    {
      operation: 'ListSecrets',
      spoil: (body) => body.replace(/"CreatedDate":[\d.]+/, '"CreatedDate":1e17'),
      field: 'createdAt',
    },
    {
      operation: 'ListSecretVersionIds',
      spoil: (body) => body.replaceAll(/"CreatedDate":[\d.]+/g, '"CreatedDate":1e17'),
      field: 'versionCreatedAt',
    },
  ],
};
