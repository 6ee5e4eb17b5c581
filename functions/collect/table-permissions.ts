/** The SKCs, changes and scans of its targets: the same for every cloud. */
export const COLLECT_TABLE = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
] as const;
