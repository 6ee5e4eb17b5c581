import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { unlistedSchema } from '../../shared/model/unlisted-cloud.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { configSchema } from '../../shared/rules/config.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { Finding, Severity } from '../../shared/model/finding.ts';
import { instantSchema } from '../../shared/model/fields.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { sourcesOf } from '../screen/source-titles.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { progressOn } from '../screen/progress.ts';
import { unlistedLine } from '../screen/unlisted-clouds.ts';
import { mostUrgent, openFindings, reaches } from '../run/open-findings.ts';
import { unreadTargets } from '../run/summarise.ts';
import { configWarnings } from '../reading/config-warnings.ts';
import { sayWarnings } from '../screen/config-warnings.ts';
import { printJson } from '../screen/json.ts';
import { FILTERED } from '../screen/run-alerts.ts';
import { renderSummary } from '../screen/run-page.ts';
import { storedDeliveries } from './stored-deliveries.ts';
import { deployedConfigFile } from '../program/config-file.ts';
import { followExecution, nextStep, startExecution, type ExecutionResult, type Step } from './execution.ts';
import { openDeployed, type OpenedStack } from './open-deployed.ts';
import { deployedRegion, readStack, STACK, type DeployedStack } from './stack.ts';

export interface RemoteRequest {
  stack: string | undefined;
  /** The configuration file, if one is named. */
  file: string | undefined;
  json: boolean;
  failOn: Severity | undefined;
}

/** Output of the workflow: the run, or why none was started. */
const outputSchema = z.union([
  z.object({
    run: z.object({ id: z.string(), now: instantSchema }),
    // Stacks deployed before other clouds were supported have no such field.
    unlisted: z.array(unlistedSchema).default([]),
    // Absent in stacks of earlier releases, as are those below.
    refused: z
      .object({
        count: z.number(),
        contacts: z.array(z.object({ audience: z.string(), address: z.string(), why: z.string() })),
      })
      .default({ count: 0, contacts: [] }),
    damaged: z
      .object({
        count: z.number(),
        items: z.array(z.object({ account: z.string(), item: z.string(), why: z.string() })),
      })
      .default({ count: 0, items: [] }),
    organisation: z.object({ filtered: z.boolean().optional() }).default({}),
  }),
  z.object({ started: z.literal(false), message: z.string(), goingOn: z.string() }),
]);

/** Starts a run of the deployed stack, follows it, and prints its summary from the table. */
export async function runRemote(request: RemoteRequest, dependencies: Dependencies): Promise<void> {
  const { terminal } = dependencies;
  const config = await loadConfig(deployedConfigFile(request.file), configSchema);
  const stack = await readStack(request.stack ?? STACK, deployedRegion(config, process.env));
  const states = new SFNClient(clientConfig(stack.region));
  const progress = progressOn(process.stderr, () => performance.now());
  const opened = openDeployed(stack, config);
  try {
    const execution = await startExecution(states, stack.outputs.StateMachineArn);
    progress.note(`started ${execution}`);
    const ended = await followExecution(states, execution, (step) => progress.update(stepText(step)));
    progress.end();
    await report({ request, config, stack, opened, ended, execution }, dependencies);
  } finally {
    progress.end();
    await opened.close();
    states.destroy();
  }
  terminal.say('');
}

function stepText({ state, items }: Step): string {
  if (items === undefined) return state;
  const failed = items.failed > 0 ? `, ${items.failed} failed` : '';
  return `${state}: ${items.done} of ${items.of} done${failed}`;
}

interface Remote {
  request: RemoteRequest;
  config: Config;
  stack: DeployedStack;
  opened: OpenedStack;
  ended: ExecutionResult;
  execution: string;
}

async function report(remote: Remote, dependencies: Dependencies): Promise<void> {
  const { ended, execution, opened, request } = remote;
  const { terminal } = dependencies;
  const output =
    ended.output === undefined ? undefined : outputSchema.safeParse(JSON.parse(ended.output)).data;
  if (output !== undefined && 'started' in output) {
    terminal.say(sanitize(output.message, 400));
    dependencies.finish(EXIT.incomplete);
    return;
  }
  if (ended.status !== 'SUCCEEDED') {
    terminal.say(
      `${terminal.colours.red('the run failed')} (${ended.status}): ${ended.cause ?? 'no cause reported'}\n` +
        `  ${nextStep(ended, execution)}`,
    );
    dependencies.finish(EXIT.incomplete);
  }
  const run = output?.run ?? (await opened.inventory.lastRun());
  if (run === undefined) return;
  const findings = await openFindings(opened.inventory, run.now);
  if (request.json) await printJson(terminal, findings);
  else await terminal.print(await screen(remote, run, findings, dependencies));
  for (const unlisted of output?.unlisted ?? []) {
    terminal.say(unlistedLine(unlisted, terminal.colours));
    dependencies.finish(EXIT.incomplete);
  }
  if (output !== undefined) reportRefused(output, dependencies);
  sayWarnings(await configWarnings(remote.config, run.now, opened.inventory), terminal);
  const { failOn } = request;
  if (failOn !== undefined && reaches(findings, failOn)) dependencies.finish(EXIT.findings);
}

/** What the run's summary names beyond its accounts: contacts that were refused, and damaged items. */
function reportRefused(
  { refused, damaged, organisation }: Extract<z.infer<typeof outputSchema>, { run: unknown }>,
  dependencies: Dependencies,
): void {
  const { terminal } = dependencies;
  const { red } = terminal.colours;
  for (const { audience, address, why } of refused.contacts)
    terminal.say(`${red('not subscribed')}: ${sanitize(`${address} for ${audience}: ${why}`, 500)}`);
  for (const { account, item, why } of damaged.items)
    terminal.say(`${red('not read')}: ${sanitize(`${account} / ${item}: ${why}`, 300)}`);
  const isFiltered = organisation.filtered === true;
  if (isFiltered) terminal.say(`${red('not notified')}: organisation: ${FILTERED}`);
  if (refused.count + damaged.count > 0 || isFiltered) dependencies.finish(EXIT.incomplete);
}

async function screen(
  { config, stack, opened, ended }: Remote,
  run: { id: string; now: string },
  findings: Iterable<Finding>,
  dependencies: Dependencies,
): Promise<string> {
  const { inventory } = opened;
  const unread = await unreadTargets({ run }, inventory, config);
  if (unread.some(({ accepted, scan }) => accepted === undefined && scan?.awaiting === undefined))
    dependencies.finish(EXIT.incomplete);
  const accounts = await inventory.accounts();
  const at = `--stack ${stack.name}`;
  return renderSummary(
    {
      run,
      accounts,
      types: await sourcesOf(accounts.map(({ cloud }) => cloud)),
      urgent: mostUrgent(findings),
      unread,
      deliveries: await storedDeliveries(accounts, run, opened),
      changes: undefined,
      calls: undefined,
      timings: ended.timings,
      database: `${stack.outputs.TableName} in ${stack.region}`,
      next: [
        { command: `npx skc ${at} findings`, shows: 'what is wrong or soon will be' },
        { command: `npx skc ${at} targets`, shows: 'what could not be read' },
        {
          command: `npx skc ${at} doctor`,
          shows: 'which permissions are granted, missing or denied, and the next step',
        },
      ],
    },
    dependencies.terminal.colours,
    dependencies.terminal.columns,
  );
}
