import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { existsSync } from 'node:fs';
import * as z from 'zod';
import { functionsFor } from '../functions/registry.ts';
import { configuredClouds } from '../shared/config/clouds.ts';
import { loadConfig } from '../shared/config/load.ts';
import { configSchema } from '../shared/rules/config.ts';
import { missingSignIns } from '../shared/config/missing-sign-ins.ts';
import { bundleAll } from './bundle.ts';
import { CollectorStack } from './collector-stack.ts';
import { configAsset } from './config-asset.ts';
import { endpointsFrom } from './endpoints.ts';
import { writeMemberTemplate } from './member-template.ts';
import { NAMES, TAGS } from './names.ts';

/** The CDK app that `cdk.json` starts: `cdk synth -c config=<file>`. Default: `skc.config.json`, if it exists. */
const STANDARD = 'skc.config.json';

/** `cdk deploy -c indexes=bySkc,byDue`: the table's indexes in the current step of an upgrade by `npm run deploy`. */
function indexesFrom(context: unknown): string[] | undefined {
  return typeof context === 'string' && context !== '' ? context.split(',') : undefined;
}

const app = new App();
// Set when the CDK runs with credentials. CloudFormation can adopt a bucket only by a literal name. Without
// credentials both are resolved at deployment.
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const named: unknown = app.node.tryGetContext('config');
const file = typeof named === 'string' ? named : existsSync(STANDARD) ? STANDARD : undefined;
const config = await loadConfig(file, configSchema);
const missing = missingSignIns(config);
if (missing.length > 0) throw new Error(missing.join('\n'));
// The stacks to bundle for; empty when the CDK only lists stacks.
const bundled = z.array(z.string()).default(['**']).parse(app.node.tryGetContext('aws:cdk:bundling-stacks'));
const clouds = configuredClouds(config);
const bundles =
  bundled.length === 0 ? new Map() : await bundleAll(functionsFor(clouds), configAsset(config), clouds);
const stack = new CollectorStack(app, NAMES.stack, {
  description: 'SKC Watch: finds every secret, key and certificate, and notifies the right person in time.',
  env: account === undefined || region === undefined ? undefined : { account, region },
  config,
  bundles,
  endpoints: endpointsFrom(app.node.tryGetContext('endpoints')),
  indexes: indexesFrom(app.node.tryGetContext('indexes')),
  concurrencyLimit: z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .parse(app.node.tryGetContext('concurrency')),
  firstRun: app.node.tryGetContext('firstRun') !== 'false',
  terminationProtection: app.node.tryGetContext('protect') === 'true',
});
for (const [key, value] of Object.entries(TAGS)) Tags.of(stack).add(key, value);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
const assembly = app.synth();
writeMemberTemplate(assembly.directory, config);
