import { addDays } from '../../../../shared/model/instant.ts';
import { EPOCH, type SourceFixture } from '../contract.ts';

export const iamServerCertificate: SourceFixture = {
  type: 'aws.iam-server-certificate',
  location: 'global',
  service: 'iam',
  first: 'ListServerCertificates',
  listing: 'ListServerCertificates',
  list: { member: 'ServerCertificateMetadataList', token: 'Marker' },
  // Requested by its path, it exists: the response then has only it.
  leaveOutFirst: (body) =>
    body.split('<Arn>').length === 2 ? body : body.replace(/<member>.*?<\/member>/s, ''),
  smallPages: (body) => body.replace('MaxItems=1000', 'MaxItems=2'),
  second: { operation: 'ListServerCertificates', skip: 1 },
  fill: (account, count) => {
    account.serverCertificates ??= [];
    for (let index = 0; index < count; index++)
      account.serverCertificates.push({
        name: `www-${index}`,
        id: `ASCASANDBOX${String(index).padStart(10, '0')}`,
        path: `/web/${index}/`,
        uploadedAt: addDays(EPOCH, -100 - index),
        expiresAt: addDays(EPOCH, 200),
      });
  },
  removeFirst: (account, at) => {
    const [first, ...others] = account.serverCertificates ?? [];
    if (first !== undefined) account.serverCertificates = [{ ...first, deletedAt: at }, ...others];
  },
  oddDate: {
    operation: 'ListServerCertificates',
    corrupt: (body) => body.replace(/<Expiration>[^<]*</, '<Expiration>soon<'),
    field: 'expiresAt',
  },
  noDates: [],
};
