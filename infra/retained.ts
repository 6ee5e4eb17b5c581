import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import * as z from 'zod';
import { NAMES } from './names.ts';

/** Logical ids of the resources that `destroy` retains. */
export const KEPT = { table: 'InventoryTable', bucket: 'PlansBucket', key: 'StackKey' } as const;

/** Input of an IMPORT change set with which a new stack adopts retained resources. */
export interface Adoption {
  templateBody: string;
  resourcesToImport: {
    LogicalResourceId: string;
    ResourceType: string;
    ResourceIdentifier: Record<string, string>;
  }[];
}

/**
 * The change set that adopts table, bucket and key into a stack with nothing else; a deployment then adds the rest.
 * CloudFormation's automatic import does not support KMS keys, which have no names.
 *
 * @param template the stack's template as synthesised with the account's credentials.
 * @param left where the resources are; the key's ARN is in the table's description
 * (`SSEDescription.KMSMasterKeyArn`).
 * @throws {z.ZodError} if the template is not this stack's.
 */
export function adoption(
  template: unknown,
  left: { account: string; region: string; keyArn: string },
): Adoption {
  const { Resources } = templateSchema.parse(template);
  const identifiers = {
    [KEPT.table]: { TableName: NAMES.table },
    [KEPT.bucket]: { BucketName: `skc-watch-${left.account}-${left.region}` },
    [KEPT.key]: { KeyId: left.keyArn.split('/').at(-1) ?? left.keyArn },
  };
  const kept = Object.fromEntries(Object.values(KEPT).map((id) => [id, Resources[id]]));
  return {
    templateBody: JSON.stringify({ Resources: kept }),
    resourcesToImport: Object.values(KEPT).map((id) => ({
      LogicalResourceId: id,
      ResourceType: Resources[id].Type,
      ResourceIdentifier: identifiers[id],
    })),
  };
}

const resource = z.looseObject({ Type: z.string(), DeletionPolicy: z.literal('Retain') });
const templateSchema = z.object({
  Resources: z.object({ [KEPT.table]: resource, [KEPT.bucket]: resource, [KEPT.key]: resource }),
});

/** Sets the logical id by which a construct's resource is adopted later. */
export function keep(construct: IConstruct, logicalId: string): void {
  const found = construct.node.defaultChild;
  if (!(found instanceof CfnResource)) throw new Error(`${construct.node.path} has no default resource.`);
  found.overrideLogicalId(logicalId);
}
