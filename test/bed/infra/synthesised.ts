import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { FunctionDeclaration } from '../../../functions/runtime/declaration.ts';
import { CollectorStack } from '../../../infra/collector-stack.ts';
import { NAMES } from '../../../infra/names.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { configSchema } from '../../../shared/rules/config.ts';

export const ACCOUNT = '123456789012';

/** A configuration of all three clouds, each with its sign-in. */
export const THREE_CLOUDS: ConfigInput = {
  organisation: {},
  azure: {
    tenantId: '7f1c0a52-0000-4000-8000-00000000000a',
    clientId: '7f1c0a52-0000-4000-8000-00000000000b',
  },
  gcp: {
    workloadIdentity: {
      audience:
        '//iam.googleapis.com/projects/700000000000/locations/global/workloadIdentityPools/skc-watch/providers/aws',
    },
    serviceAccount: 'skc-watch@sec-tools-7000.iam.gserviceaccount.com',
  },
};

interface StackOptions {
  endpoints?: Record<string, string>;
  firstRun?: boolean;
  concurrencyLimit?: number;
  functions?: readonly FunctionDeclaration[];
}

/** The collector's stack for a configuration, without bundling the functions' code. */
export function collectorStack(
  input: ConfigInput = {},
  { endpoints = {}, firstRun = true, functions, concurrencyLimit }: StackOptions = {},
): CollectorStack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return new CollectorStack(app, NAMES.stack, {
    env: { account: ACCOUNT, region: 'eu-west-1' },
    config: configSchema.parse(input),
    endpoints,
    firstRun,
    concurrencyLimit,
    ...(functions === undefined ? {} : { functions }),
  });
}

export function collectorTemplate(...args: Parameters<typeof collectorStack>): Template {
  return Template.fromStack(collectorStack(...args));
}

/** Synthesises with cdk-nag. @throws if it has a finding that is not acknowledged. */
export function checkedByNag(...args: Parameters<typeof collectorStack>): void {
  const stack = collectorStack(...args);
  const app = stack.node.root;
  if (!(app instanceof App)) throw new Error('the stack is in no app');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}
