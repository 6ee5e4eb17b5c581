import { join } from 'node:path';
import { indexSteps } from '../../shared/inventory/index-steps.ts';
import { NAMES } from '../../infra/names.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { readStack, STACK } from '../remote/stack.ts';
import { adopt } from './adopt.ts';
import { ask } from './confirmation.ts';
import { cdk, context, ROOT } from './cdk.ts';
import { existingIndexes, findKept } from './retained.ts';
import { nextSteps } from './next-steps.ts';
import { checkReadiness } from './readiness.ts';

/** Where the CDK writes templates and code. The template of the member role stays there for later use. */
const ASSEMBLY = join(ROOT, 'cdk.out');

/**
 * Checks, shows the changes, asks for confirmation, deploys, and prints the next steps.
 * @param file absolute path of the configuration; undefined: all defaults.
 * @throws {UsageError} if something is not ready, with every mistake at once.
 * @throws {CdkFailed} if the CDK fails.
 */
export async function deploy(
  file: string | undefined,
  yes: boolean,
  dependencies: Dependencies,
): Promise<void> {
  const { terminal } = dependencies;
  const ready = await checkReadiness(file, STACK);
  const { config, identity, region, exists } = ready;
  terminal.say(`account ${identity.accountId}, ${region}, as ${identity.arn}`);
  const kept = exists ? undefined : await findKept(NAMES.table, region);
  const existing = exists || kept !== undefined ? await existingIndexes(NAMES.table, region) : undefined;
  const [first, ...further] = indexSteps(existing);
  if (kept !== undefined)
    terminal.say(
      `an earlier deployment left the table ${kept.table}: it is imported, with its bucket and key`,
    );
  if (further.length > 0)
    terminal.say(
      `the table gets new indexes, one per update: ${further.length + 1} updates in sequence; the table stays in use`,
    );
  // Synthesised once, so that what is shown is what is deployed. Compares templates instead of creating a change set,
  // since nothing may be created before the confirmation.
  const shown = ['--method', 'template', '--output', ASSEMBLY];
  const app = (indexes: readonly string[] | undefined) =>
    context({ config: file, indexes: existing === undefined ? undefined : indexes?.join(',') });
  // Import the table with the indexes that it has: an import does not compare, so further indexes would be missed.
  await cdk('diff', [STACK, ...app(kept === undefined ? first : existing), ...shown], region);
  if (!yes && !(await isWanted(identity.accountId))) {
    terminal.say('nothing was changed');
    dependencies.finish(EXIT.wrongUse);
    return;
  }
  if (kept !== undefined)
    await adopt(STACK, { account: identity.accountId, region, keyArn: kept.keyArn }, ASSEMBLY);
  // The question was asked above, after the diff.
  const quietly = ['--require-approval', 'never', '--progress', 'events'];
  await cdk('deploy', [STACK, '--app', ASSEMBLY, ...quietly], region);
  const remaining = kept === undefined ? further : indexSteps(existing);
  for (const [index, step] of remaining.entries()) {
    terminal.say(`indexes of the table: update ${index + 1} of ${remaining.length} (${step.join(', ')})`);
    await cdk('deploy', [STACK, ...app(step), '--output', ASSEMBLY, ...quietly], region);
  }
  const stack = await readStack(STACK, region);
  await terminal.print(await nextSteps({ stack, config, identity }, terminal.colours));
}

/** Without a terminal it does not ask: running the command is the confirmation. */
async function isWanted(accountId: string): Promise<boolean> {
  const answer = await ask(`Deploy this to account ${accountId}? [y/N] `);
  return answer === undefined || /^y(es)?$/i.test(answer);
}
