export { KeyClient } from '@azure/keyvault-keys';
