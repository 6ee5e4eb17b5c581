import { CustomResource } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { StepFunction, type StepFunctionProps } from './step-function.ts';

/**
 * Starts the first run when the stack is created: until there was one, the alarm on silence rings. A custom resource of
 * our own, because a one-time schedule would need the hour of the deployment in the template, and the CDK's own
 * trigger brings functions whose roles are not ours to narrow.
 */
export class FirstRun extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      machine,
      ...shared
    }: Omit<StepFunctionProps, 'step' | 'memoryMb' | 'seconds'> & { machine: StateMachine },
  ) {
    super(scope, id);
    const starter = new StepFunction(this, 'Starter', {
      ...shared,
      step: 'first-run',
      memoryMb: 256,
      seconds: 60,
      environment: { STATE_MACHINE_ARN: machine.stateMachineArn },
    });
    const start = new CustomResource(this, 'Start', {
      resourceType: 'Custom::SkcWatchFirstRun',
      serviceToken: starter.function.functionArn,
    });
    start.node.addDependency(machine);
  }
}
