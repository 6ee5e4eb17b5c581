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
  /** Whether the configuration needs tags. */
  readsTags: boolean;
}

/**
 * The role with which the collector reads every other account: metadata only, and only for the collector's reading
 * functions.
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
      description: 'SKC Watch: the maximum permissions of its role',
      statements: statements(),
    });
    const role = new iam.Role(this, 'Role', {
      roleName: name,
      description: 'SKC Watch reads metadata of secrets, keys and certificates with this role, never a value',
      assumedBy: new iam.AccountPrincipal(collector.valueAsString).withConditions({
        // Role ARNs in a condition, not principals: a recreated role is a different principal, and every member
        // role would have to be updated.
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
        '*': 'List actions of ACM, IAM, KMS, Secrets Manager and Account do not support resources; everything else is denied.',
      });
  }
}

/** The statements of the member role and of its boundary. */
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
