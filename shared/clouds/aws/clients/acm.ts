export {
  ACMClient,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  paginateListCertificates,
} from '@aws-sdk/client-acm';
