import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { FEDERATION_ROLE, FEDERATION_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import { azureEndpoints } from '../../shared/clouds/azure/endpoints.ts';
import { WEB_IDENTITY_SECONDS } from '../../shared/clouds/azure/web-identity-token.ts';
import type { Config } from '../../shared/config/schema.ts';
import { acknowledgeWildcards } from '../acknowledge.ts';
import { denials } from './denials.ts';

export interface FederationRoleProps {
  config: Config;
  /** The roles of the functions that read other clouds. */
  functions: readonly iam.IRole[];
}

/**
 * The product's identity in other clouds: one role, which Entra and Google trust by name and which the functions
 * assume. It may request short-lived identity tokens, for Entra only. Signing in to Google takes a signed request,
 * which needs no permission. The role reads nothing in AWS.
 */
export class FederationRole extends Construct {
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, { config, functions }: FederationRoleProps) {
    super(scope, id);
    const { federationAudience } = azureEndpoints(config.azure?.authorityHost);
    const getToken = new iam.PolicyStatement({
      sid: 'TokenForEntra',
      actions: [...FEDERATION_PERMISSIONS],
      resources: ['*'],
      // Condition keys of the service authorization reference, AWS Security Token Service.
      conditions: {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': federationAudience },
        Null: { 'sts:IdentityTokenAudience': 'false' },
        NumericLessThanEquals: { 'sts:DurationSeconds': WEB_IDENTITY_SECONDS },
      },
    });
    const grants =
      config.azure === undefined
        ? []
        : [{ sid: 'TokenForEntra', actions: FEDERATION_PERMISSIONS, resources: ['*'] }];
    this.role = new iam.Role(this, 'Role', {
      roleName: FEDERATION_ROLE,
      description: 'SKC Watch: the one AWS role that Entra and Google trust; it reads nothing in AWS',
      assumedBy: new iam.CompositePrincipal(...functions.map((role) => new iam.ArnPrincipal(role.roleArn))),
      inlinePolicies: {
        ...(config.azure === undefined
          ? {}
          : { Granted: new iam.PolicyDocument({ statements: [getToken] }) }),
        NothingElse: new iam.PolicyDocument({ statements: denials(grants) }),
      },
    });
    if (config.azure !== undefined)
      acknowledgeWildcards(this.role, {
        '*': 'Web identity tokens do not support resources; audience and lifetime are restricted by conditions.',
      });
  }
}
