export { GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
