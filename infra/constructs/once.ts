import { CustomResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { constructId } from '../names.ts';
import { WatchFunction, type WatchFunctionProps } from './watch-function.ts';

/**
 * A function that CloudFormation calls when the stack is created, updated or deleted, and waits for. A custom resource
 * of our own: the CDK's own trigger brings functions whose roles are not ours to narrow, and a one-time schedule would
 * need the hour of the deployment in the template.
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
