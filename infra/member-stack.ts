import { Aws, CfnOutput, CfnParameter, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { MEMBER_PLAN_PERMISSIONS } from '../shared/readers/aws/organisation.ts';
import type { Config } from '../shared/config/schema.ts';
import { awsReadActions } from '../shared/readers/aws/permissions.ts';
import { FUNCTIONS } from '../functions/registry.ts';
import type { FunctionDeclaration } from '../functions/runtime/declaration.ts';
import { acknowledgeWildcards } from './acknowledge.ts';
import { denials } from './constructs/denials.ts';
import { deployedName } from './names.ts';

export interface MemberStackProps extends StackProps {
  memberRole: Config['memberRole'];
  /** Whether the configuration asks for tags. */
  readsTags: boolean;
}

/**
 * The role that is read through in every account but the collector's: metadata only, for the collector's reading
 * functions alone.
 */
export class MemberStack extends Stack {
  constructor(scope: Construct, id: string, { memberRole, readsTags, ...props }: MemberStackProps) {
    super(scope, id, props);
    const collector = new CfnParameter(this, 'CollectorAccountId', {
      type: 'String',
      allowedPattern: '^[0-9]{12}$',
      description: 'The account that the collector stack runs in.',
    });
    const { name, externalId, operatorRoleArn } = memberRole;
    const statements = () => memberStatements(readsTags);
    const boundary = new iam.ManagedPolicy(this, 'Boundary', {
      managedPolicyName: `${name}-boundary`,
      description: 'SKC Watch: the most that its role may ever be given',
      statements: statements(),
    });
    const role = new iam.Role(this, 'Role', {
      roleName: name,
      description: 'SKC Watch reads the metadata of secrets, keys and certificates through it, never a value',
      assumedBy: new iam.AccountPrincipal(collector.valueAsString).withConditions({
        // The names, not the roles themselves: a role that is made anew is another principal, and every member would
        // then have to be told.
        ArnEquals: { 'aws:PrincipalArn': trustedArns(collector.valueAsString) },
        ...(externalId === undefined ? {} : { StringEquals: { 'sts:ExternalId': externalId } }),
      }),
      permissionsBoundary: boundary,
      inlinePolicies: { Metadata: new iam.PolicyDocument({ statements: statements() }) },
    });
    if (operatorRoleArn !== undefined) trustOperator(role, operatorRoleArn, externalId);
    new CfnOutput(this, 'MemberRoleArn', { value: role.roleArn });
    for (const each of [boundary, role])
      acknowledgeWildcards(each, {
        '*': 'The listings of ACM, IAM, KMS, Secrets Manager and Account know no resources; all else is denied.',
      });
  }
}

/** What the member role may do, and its boundary too. */
function memberStatements(readsTags: boolean): iam.PolicyStatement[] {
  const metadata = {
    sid: 'Metadata',
    actions: [...new Set([...awsReadActions(readsTags), ...MEMBER_PLAN_PERMISSIONS])].toSorted(),
    resources: ['*'],
  };
  return [new iam.PolicyStatement(metadata), ...denials([metadata])];
}

function trustedArns(account: string): string[] {
  return FUNCTIONS.filter(({ grants }: FunctionDeclaration) => grants.assumesMembers === true).map(
    ({ name }) => Fn.join('', ['arn:', Aws.PARTITION, ':iam::', account, `:role/${deployedName(name)}`]),
  );
}

function trustOperator(role: iam.Role, operatorRoleArn: string, externalId: string | undefined): void {
  role.assumeRolePolicy?.addStatements(
    new iam.PolicyStatement({
      principals: [new iam.AccountPrincipal(operatorRoleArn.split(':')[4] ?? '')],
      actions: ['sts:AssumeRole'],
      conditions: {
        ArnEquals: { 'aws:PrincipalArn': operatorRoleArn },
        ...(externalId === undefined ? {} : { StringEquals: { 'sts:ExternalId': externalId } }),
      },
    }),
  );
}
