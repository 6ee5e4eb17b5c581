/**
 * IAM has one endpoint per partition. The SDK resolves it from any region of the partition; this is one of the
 * standard partition.
 */
export const GLOBAL_REGION = 'us-east-1';
