import { CustomResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { constructId } from '../names.ts';
import { WatchFunction, type WatchFunctionProps } from './watch-function.ts';

/**
 * A function that CloudFormation invokes when the stack is created, updated or deleted, and waits for. It is a
 * custom resource of our own, because the CDK's trigger adds functions with roles that we cannot restrict, and a
 * one-time schedule would need the deployment time in the template.
 */
export class Once extends Construct {
  readonly starter: WatchFunction;
  readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: WatchFunctionProps) {
    super(scope, id);
    this.starter = new WatchFunction(this, 'Starter', props);
    this.resource = new CustomResource(this, 'Start', {
      resourceType: `Custom::SkcWatch${constructId(props.declaration.name)}`,
      serviceToken: this.starter.function.functionArn,
    });
  }
}
