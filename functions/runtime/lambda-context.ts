/** The part of Lambda's context object that the functions use. */
export interface LambdaContext {
  awsRequestId: string;
  /** Milliseconds until the invocation times out. */
  getRemainingTimeInMillis(): number;
}
