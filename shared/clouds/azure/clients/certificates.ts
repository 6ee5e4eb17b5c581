export { CertificateClient } from '@azure/keyvault-certificates';
