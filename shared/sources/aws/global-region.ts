/** IAM has one endpoint in each partition; the SDK resolves it from any region, this one in the standard partition. */
export const GLOBAL_REGION = 'us-east-1';
