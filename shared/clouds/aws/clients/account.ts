export {
  AccountClient,
  GetAlternateContactCommand,
  ListRegionsCommand,
  paginateListRegions,
} from '@aws-sdk/client-account';
