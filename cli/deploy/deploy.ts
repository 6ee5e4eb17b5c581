import { join } from 'node:path';
import { indexSteps } from '../../shared/inventory/index-steps.ts';
import { memberRoleCommand } from '../../doctor/aws/next-step.ts';
import { atOnce } from '../../shared/config/concurrency.ts';
import type { Config } from '../../shared/config/schema.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { NAMES } from '../../infra/names.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import type { GlobalOptions } from '../program/global-options.ts';
import { warnBeside } from '../reading/config-warnings.ts';
import { readStack } from '../remote/stack.ts';
import { adopt } from './adopt.ts';
import { ask, requireConfirmation } from './confirmation.ts';
import { cdk, context, ROOT } from './cdk.ts';
import { concurrencyLimit } from './concurrency-limit.ts';
import { existingIndexes, findKept } from './retained.ts';
import { nextSteps } from './next-steps.ts';
import { checkReadiness } from './readiness.ts';
import { requireTls, runTimeTopics } from './run-time-topics.ts';
import { stackResources, topicsOf } from './stack-resources.ts';
import { deployedStackName } from './stack-option.ts';
import { templateChanges } from './template-changes.ts';
import { deployedTemplate, synthesisedTemplate } from './template.ts';

/** Where the CDK writes templates and code. The template of the member role stays there for later use. */
const ASSEMBLY = join(ROOT, 'cdk.out');

export interface DeployRequest {
  /** Absolute path of the configuration; undefined: all defaults. */
  file: string | undefined;
  /** What `--stack` names. */
  stack: string | undefined;
  /** Not to ask. */
  yes: boolean;
  /** Whether to show every change of every resource. */
  verbose: boolean;
  /** As typed, for what a deployed inventory is opened with. */
  options: GlobalOptions;
}

/**
 * Checks, shows the changes, asks for confirmation, deploys, and prints the next steps.
 * @throws {UsageError} when no person can be asked, or something is not ready, with every mistake at once.
 * @throws {CdkFailed} when the CDK fails.
 */
export async function deploy(
  { file, stack: named, yes, verbose, options }: DeployRequest,
  dependencies: Dependencies,
): Promise<void> {
  const { terminal } = dependencies;
  const stackName = deployedStackName(named);
  requireConfirmation('deploy', yes);
  const { config, identity, region, deployed } = await checkReadiness(file, stackName);
  terminal.say(`account ${identity.accountId}, ${region}, as ${identity.arn}`);
  const exists = deployed !== undefined;
  await warnBeside({ ...options, stack: exists ? stackName : undefined }, config, dependencies);
  const kept = exists ? undefined : await findKept(NAMES.table, region);
  const existing = exists || kept !== undefined ? await existingIndexes(NAMES.table, region) : undefined;
  const [first, ...further] = indexSteps(existing);
  const limit = await concurrencyLimit(region, (text) => terminal.say(text));
  for (const notice of [
    ...(kept === undefined
      ? []
      : [
          `an earlier deployment left the table ${kept.table}: it is imported, with its bucket, key and logs`,
        ]),
    ...(further.length === 0
      ? []
      : [
          `the table gets new indexes, one per update: ${further.length + 1} updates in sequence; the table stays in use`,
        ]),
    ...boundedBy(config, limit),
    ...(exists ? [] : rolesFirst(config, identity.accountId)),
  ])
    terminal.say(notice);
  const app = (indexes: readonly string[] | undefined) =>
    context({
      config: file,
      indexes: existing === undefined ? undefined : indexes?.join(','),
      concurrency: limit?.toString(),
      // Without it the CDK would turn the protection off.
      protect: deployed?.isProtected === true ? 'true' : undefined,
    });
  // Import the table with the indexes that it has: an import does not compare, so further indexes would be missed.
  const shown = [stackName, ...app(kept === undefined ? first : existing), '--output', ASSEMBLY];
  // Synthesised once, so that what is shown is what is deployed. Templates are compared, since a change set would be
  // created before the confirmation.
  if (verbose) await cdk('diff', [...shown, '--method', 'template'], region);
  else {
    await cdk('synth', [...shown, '--quiet'], region);
    const before = exists ? await deployedTemplate(stackName, region) : undefined;
    const changes = templateChanges(before, await synthesisedTemplate(stackName, ASSEMBLY), terminal.columns);
    terminal.say([...changes, 'All changes in full: skc deploy --verbose'].join('\n'));
  }
  if (!yes && !(await isWanted(identity.accountId))) {
    terminal.say('nothing was changed');
    dependencies.finish(EXIT.wrongUse);
    return;
  }
  if (kept !== undefined)
    await adopt(stackName, { account: identity.accountId, region, keyArn: kept.keyArn }, ASSEMBLY);
  // Confirmed above. Log groups that an earlier deployment left are imported.
  const quietly = ['--require-approval', 'never', '--progress', 'events', '--import-existing-resources'];
  await cdk('deploy', [stackName, '--app', ASSEMBLY, ...quietly], region);
  // An imported table that has today's indexes needs no further update.
  const remaining =
    kept === undefined
      ? further
      : indexSteps(existing).filter((step) => step.join(',') !== existing?.join(','));
  for (const [index, step] of remaining.entries()) {
    terminal.say(`indexes of the table: update ${index + 1} of ${remaining.length} (${step.join(', ')})`);
    await cdk('deploy', [stackName, ...app(step), '--output', ASSEMBLY, ...quietly], region);
  }
  const stack = await readStack(stackName, region);
  await terminal.print(await nextSteps({ stack, config, identity }, terminal.colours));
  const ofStack = topicsOf(await stackResources(stackName, region));
  const topics = { prefix: config.alerts.topicPrefix, region };
  try {
    await requireTls(await runTimeTopics(topics, ofStack), region);
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    terminal.say(
      `deployed, but topics of accounts may still accept messages without TLS (${sanitize(why, 200)}). ` +
        'Deploy again with a role that may sns:ListTopics, sns:GetTopicAttributes and sns:SetTopicAttributes.',
    );
    dependencies.finish(EXIT.incomplete);
  }
}

async function isWanted(accountId: string): Promise<boolean> {
  return /^y(es)?$/i.test(await ask(`Deploy this to account ${accountId}? [y/N] `));
}

function boundedBy({ run }: Config, limit: number | undefined): string[] {
  const [wanted, fitting] = [atOnce(run), atOnce(run, limit)];
  if (fitting.batches === wanted.batches && fitting.accounts === wanted.accounts) return [];
  return [
    `Lambda runs ${limit} functions at once in this account: a run uses ${Math.max(fitting.batches, fitting.accounts)} instead of ${Math.max(wanted.batches, wanted.accounts)}, and takes longer`,
  ];
}

/** The first run starts with the deployment, and can read no account without the role. */
function rolesFirst({ organisation, accounts }: Config, accountId: string): string[] {
  const isByHand = organisation === undefined ? accounts.length > 0 : organisation.stackSet === undefined;
  if (!isByHand) return [];
  return [
    'the deployment starts the first run, which finds accounts without the member role denied. Create it there first:\n' +
      `  ${memberRoleCommand(accountId)}`,
  ];
}
