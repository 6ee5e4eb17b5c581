export { SecretClient } from '@azure/keyvault-secrets';
