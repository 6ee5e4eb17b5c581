import * as iam from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge.ts';
import { deployedName } from '../names.ts';
import { denials } from './denials.ts';
import { endpointOf, functionGrants, type FunctionGrantsProps, type Grant } from './function-grants.ts';

export interface FunctionRoleProps extends FunctionGrantsProps {
  logGroup: ILogGroup;
}

/** A function's role: exactly the declared grants, and an explicit deny of everything else. */
export function functionRole(scope: Construct, id: string, props: FunctionRoleProps): iam.IRole {
  const { declaration } = props;
  const grants = [...functionGrants(props), ...ownGrants(props)];
  const role = new iam.Role(scope, id, {
    roleName: deployedName(declaration.name),
    description: `SKC Watch: the function "${declaration.name}" ${declaration.does}`,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      Granted: new iam.PolicyDocument({
        statements: grants.map(
          ({ sid, actions, resources, through }) =>
            new iam.PolicyStatement({
              sid,
              actions: [...actions],
              resources: [...resources],
              ...(through === undefined
                ? {}
                : { conditions: { StringEquals: { 'kms:ViaService': endpointOf(through) } } }),
            }),
        ),
      }),
      NothingElse: new iam.PolicyDocument({
        statements: denials(grants, deployedName(declaration.name)),
      }),
    },
  });
  acknowledgeWildcards(role, wildcardReasons(grants));
  // Policies that the CDK would add automatically are in the list above or not wanted.
  return role.withoutPolicyUpdates();
}

/** Grants that every function needs: its log, traces and the dead-letter queue. */
function ownGrants({ logGroup, deadLetters }: FunctionRoleProps): Grant[] {
  return [
    {
      sid: 'OwnLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    },
    {
      sid: 'Traces',
      actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      resources: ['*'],
      why: 'X-Ray does not support resources.',
    },
    { sid: 'DeadLetters', actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] },
  ];
}

function wildcardReasons(grants: readonly Grant[]): Record<string, string> {
  const reasons: Record<string, string> = {};
  for (const { resources, why } of grants)
    for (const resource of resources)
      if (why !== undefined && resource.includes('*'))
        reasons[resource] = reasons[resource] === undefined ? why : `${reasons[resource]} ${why}`;
  return reasons;
}
