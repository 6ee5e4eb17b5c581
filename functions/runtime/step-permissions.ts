/**
 * What one function's own code calls, by what it is called on; its role grants exactly this. What the sources and the
 * finding of accounts call stands with them (`Source.permissions`, `PLAN_PERMISSIONS`).
 */
export interface StepPermissions {
  table?: readonly string[];
  bucket?: readonly string[];
  /** The topics under the configured prefix. */
  topics?: readonly string[];
  /** The executions of the workflow. */
  executions?: readonly string[];
  /** The workflow itself. */
  workflow?: readonly string[];
  /** The schedule of the runs. */
  schedule?: readonly string[];
  /** Assumes the member role, and the role of the organisation where there is one. */
  assumesMembers?: true;
  /** Acts as the role that other clouds trust, and calls this as that role. */
  federates?: readonly string[];
  /** Has the sources' permissions in the own account. */
  readsOwnAccount?: true;
  /** Actions that know no narrower resource. */
  everywhere?: readonly string[];
}

/**
 * The stack's own key, used only through the service that holds the data: DynamoDB's guide for customer managed keys
 * asks these of whoever uses a table, S3 and SNS ask for the last two.
 */
export const KEY_USE = {
  dynamodb: [
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:Decrypt',
    'kms:GenerateDataKey',
  ],
  s3: ['kms:Decrypt', 'kms:GenerateDataKey'],
  sns: ['kms:Decrypt', 'kms:GenerateDataKey'],
} as const;
