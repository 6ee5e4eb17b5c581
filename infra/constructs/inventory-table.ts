import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { tableDefinition } from '../../shared/inventory/table.ts';
import { keep, KEPT } from '../retained.ts';
import { NAMES } from '../names.ts';

/** The inventory table, from the same definition as the local table. */
export class InventoryTable extends Construct {
  readonly table: dynamodb.Table;

  constructor(
    scope: Construct,
    id: string,
    { key, indexes }: { key: IKey; indexes?: readonly string[] | undefined },
  ) {
    super(scope, id);
    const definition = tableDefinition(NAMES.table, indexes);
    const { partitionKey, sortKey } = keysOf(definition.KeySchema);
    this.table = new dynamodb.Table(this, 'Table', {
      tableName: NAMES.table,
      partitionKey,
      sortKey,
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    keep(this.table, KEPT.table);
    for (const { IndexName, KeySchema, Projection } of definition.GlobalSecondaryIndexes ?? []) {
      if (IndexName === undefined) throw new Error('An index of the table has no name.');
      const nonKeyAttributes = Projection?.NonKeyAttributes;
      this.table.addGlobalSecondaryIndex({
        indexName: IndexName,
        ...keysOf(KeySchema),
        ...(nonKeyAttributes === undefined
          ? { projectionType: dynamodb.ProjectionType.ALL }
          : { projectionType: dynamodb.ProjectionType.INCLUDE, nonKeyAttributes }),
      });
    }
  }
}

/** All keys are strings (`tableDefinition`). */
function keysOf(schema: { AttributeName: string | undefined; KeyType: string | undefined }[] | undefined): {
  partitionKey: dynamodb.Attribute;
  sortKey: dynamodb.Attribute;
} {
  const named = (type: string) => {
    const name = schema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
    if (name === undefined) throw new Error(`A key schema of the table has no ${type} key.`);
    return { name, type: dynamodb.AttributeType.STRING };
  };
  return { partitionKey: named('HASH'), sortKey: named('RANGE') };
}
