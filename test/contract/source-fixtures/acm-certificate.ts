import { addDays } from '../../../shared/model/instant.ts';
import { EPOCH, withoutFirst, type SourceFixture } from './contract.ts';

export const acmCertificate: SourceFixture = {
  type: 'aws.acm-certificate',
  location: 'eu-west-1',
  service: 'acm',
  first: 'ListCertificates',
  listing: 'ListCertificates',
  leaveOutFirst: (body) => withoutFirst(body, 'CertificateSummaryList'),
  smallPages: (body) => body.replace('"MaxItems":1000', '"MaxItems":2'),
  second: { operation: 'ListCertificates', skip: 1 },
  fill: (account, count) => {
    // Within ACM's own time of renewal, so that each is described.
    for (let index = 0; index < count; index++)
      account.certificates.push({
        id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        region: 'eu-west-1',
        domain: `app-${index}.example.com`,
        type: 'AMAZON_ISSUED',
        keyAlgorithm: 'RSA_2048',
        createdAt: addDays(EPOCH, -345),
        validDays: 395,
        inUseBy: ['arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/a/1'],
        renewal: { beforeDays: 60, outcome: 'fails', reason: 'CAA_ERROR' },
      });
  },
  removeFirst: (account, at) => {
    const [first, ...others] = account.certificates;
    if (first !== undefined) account.certificates = [{ ...first, deletedAt: at }, ...others];
  },
  newWord: {
    operation: 'ListCertificates',
    spoil: (body) => body.replace('"Status":"ISSUED"', '"Status":"QUANTISED"'),
    field: 'state',
  },
  noDates: [
    {
      operation: 'ListCertificates',
      spoil: (body) => body.replace(/"NotAfter":[\d.]+/, '"NotAfter":1e17'),
      field: 'expiresAt',
    },
  ],
};
