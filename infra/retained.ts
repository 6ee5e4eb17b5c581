import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import * as z from 'zod';
import { NAMES } from './names.ts';

/** What `destroy` leaves behind, by its logical id in the template. */
export const KEPT = { table: 'InventoryTable', bucket: 'PlansBucket', key: 'StackKey' } as const;

/** The input of an IMPORT change set, by which a new stack takes back what an earlier one left behind. */
export interface Adoption {
  templateBody: string;
  resourcesToImport: {
    LogicalResourceId: string;
    ResourceType: string;
    ResourceIdentifier: Record<string, string>;
  }[];
}

/**
 * The change set that takes table, bucket and key back into a stack of nothing else; a deployment then adds the rest.
 * CloudFormation's own way of finding existing resources while it deploys does not know keys, which have no names.
 *
 * @param template the stack's template as synthesised with the account's credentials.
 * @param left where they are; the key's ARN stands with the table (`SSEDescription.KMSMasterKeyArn`).
 * @throws {z.ZodError} when the template is not of this stack.
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

/** Gives a construct's resource the logical id that it is taken back by. */
export function keep(construct: IConstruct, logicalId: string): void {
  const found = construct.node.defaultChild;
  if (!(found instanceof CfnResource)) throw new Error(`${construct.node.path} is no resource of its own.`);
  found.overrideLogicalId(logicalId);
}
