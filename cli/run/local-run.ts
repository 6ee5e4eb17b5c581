import { join } from 'node:path';
import { SNSClient } from '@aws-sdk/client-sns';
import { shownRefusal, type Refused } from '../../shared/contacts/refused.ts';
import { damageOfRun } from '../../shared/inventory/damage.ts';
import { clientConfig, countCalls } from '../../shared/clouds/aws/client.ts';
import { regionBeside } from '../../shared/clouds/aws/partition.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import type { Config } from '../../shared/config/schema.ts';
import { ORGANISATION_AUDIENCE, type Audience } from '../../shared/model/audience.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { Severity } from '../../shared/model/finding.ts';
import { instant, type Instant } from '../../shared/model/instant.ts';
import type { Asked } from '../../functions/plan/asked.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { openDatabase, type Database } from '../local/database.ts';
import { rememberConfig } from '../local/store.ts';
import { FILTERED } from '../screen/run-alerts.ts';
import { configWarnings } from '../reading/config-warnings.ts';
import { sayWarnings } from '../screen/config-warnings.ts';
import { progressOn } from '../screen/progress.ts';
import { printJson } from '../screen/json.ts';
import { renderSummary, type Summary } from '../screen/run-page.ts';
import { openClouds, type AzureSignIn } from './clouds.ts';
import { openFindings, reaches } from './open-findings.ts';
import { summarise } from './summarise.ts';
import { unlistedLine } from '../screen/unlisted-clouds.ts';
import { runPipeline, type PipelineResult } from './pipeline.ts';
import { errorText } from '../../shared/model/error-text.ts';

/** One run on this machine, as `start` and `run` request it. */
export interface LocalRun {
  config: Config;
  /** The run's clock. */
  now: Instant;
  /** Folder of the database and the outbox. */
  directory: string;
  azureSignIn: AzureSignIn;
  /** Whether contacts are notified. */
  alert: boolean;
  /** The folder that receives the messages, shown on the page. */
  outbox?: string | undefined;
  json: boolean;
  failOn: Severity | undefined;
  next: Summary['next'];
  /**
   * The configuration as a person wrote it, to be checked; where options narrow it, it is not compared with what was
   * read. The sample's is not checked.
   */
  written?: { config: Config; isNarrowed: boolean } | undefined;
  /** What options name: it must be there. */
  asked?: Asked | undefined;
}

/** How long a message that is being published is locked; after a crash the next run waits that long. */
const LEASE_SECONDS = 15;

/** Runs the pipeline, prints its summary and sets the exit code. */
export async function runLocally(request: LocalRun, dependencies: Dependencies): Promise<void> {
  const { terminal } = dependencies;
  rememberConfig(request.directory, request.config);
  const progress = progressOn(process.stderr, () => performance.now());
  const database = await openDatabase(request.directory);
  const calls = new Calls();
  const { aws, clouds, close } = await openClouds(request.config, calls, request.azureSignIn);
  const region = regionBeside(request.config.alerts.region, aws.homeRegion);
  const sns = new SNSClient(clientConfig(region));
  countCalls(sns, calls);
  try {
    const identity = request.alert ? await aws.identity() : undefined;
    const result = await runPipeline(request.now, {
      ...database,
      config: request.config,
      clouds,
      asked: request.asked,
      alerts:
        identity === undefined
          ? undefined
          : {
              sns,
              home: { ...identity, region },
              leaseSeconds: LEASE_SECONDS,
              realClock: () => instant(new Date()),
            },
      progress,
    });
    progress.end();
    await report(result, request, database, calls, dependencies);
  } finally {
    progress.end();
    close();
    sns.destroy();
    database.close();
  }
  terminal.say('');
}

async function report(
  result: PipelineResult,
  request: LocalRun,
  { inventory }: Database,
  calls: Calls,
  dependencies: Dependencies,
): Promise<void> {
  const { terminal } = dependencies;
  const findings = await openFindings(inventory, result.run.now);
  if (request.json) await printJson(terminal, findings);
  else {
    const summary = await summarise(result, findings, inventory, request.config);
    const places = { database: join(request.directory, 'database'), outbox: request.outbox };
    await terminal.print(
      renderSummary(
        { ...summary, ...places, calls: calls.byOperation(), next: request.next },
        terminal.colours,
        terminal.columns,
      ),
    );
  }
  for (const { target, error } of result.failures)
    terminal.say(`${target.source} in ${target.account} ${target.location}: ${sanitize(String(error), 300)}`);
  for (const { account, step, error } of result.unfinished)
    terminal.say(`${terminal.colours.red(UNFINISHED[step])}: ${account}: ${sanitize(errorText(error), 300)}`);
  if (result.organisationError !== undefined)
    terminal.say(
      `${terminal.colours.red('not notified')}: organisation: ${sanitize(errorText(result.organisationError), 300)}`,
    );
  for (const { audience, ...refusal } of refusedOf(result)) {
    const { address, why } = shownRefusal(refusal);
    terminal.say(`${terminal.colours.red('not subscribed')}: ${address} for ${audience}: ${why}`);
  }
  for (const { audience, error } of result.shared.failures)
    terminal.say(`${terminal.colours.red('not notified')}: ${audience}: ${sanitize(error.message, 300)}`);
  for (const unlisted of result.problems) terminal.say(unlistedLine(unlisted, terminal.colours));
  if (result.organisation !== undefined && result.organisation.to.length === 0) {
    terminal.say(
      `${terminal.colours.red('No alert was delivered')}: the organisation topic has no confirmed subscription.\n` +
        '  Add a contact under contacts.organisation in skc.config.json, or confirm the e-mail from AWS Notifications.',
    );
    dependencies.finish(EXIT.incomplete);
  }
  if (result.organisation?.delivered?.filtered === true)
    terminal.say(`${terminal.colours.red('not notified')}: organisation: ${FILTERED}`);
  if (await isIncomplete(inventory, result)) dependencies.finish(EXIT.incomplete);
  const { written } = request;
  if (written !== undefined) {
    const compared = written.isNarrowed ? undefined : inventory;
    sayWarnings(await configWarnings(written.config, request.now, compared), terminal);
  }
  const { failOn } = request;
  if (failOn !== undefined && reaches(findings, failOn)) dependencies.finish(EXIT.findings);
}

function refusedOf({ alerted, shared, organisation }: PipelineResult): (Refused & { audience: Audience })[] {
  return [
    ...alerted.flatMap(({ account, refused }) => refused.map((each) => ({ audience: account, ...each }))),
    ...shared.audiences.flatMap(({ audience, refused }) => refused.map((each) => ({ audience, ...each }))),
    ...(organisation?.refused ?? []).map((each) => ({ audience: ORGANISATION_AUDIENCE, ...each }) as const),
  ];
}

/** Whether something was not read or not delivered, which the exit code then shows. */
export async function isIncomplete(
  inventory: Database['inventory'],
  result: PipelineResult,
): Promise<boolean> {
  const accounts = await inventory.accounts();
  return (
    result.failures.length > 0 ||
    result.unfinished.length > 0 ||
    result.organisationError !== undefined ||
    result.shared.failures.length > 0 ||
    refusedOf(result).length > 0 ||
    result.organisation?.delivered?.filtered === true ||
    result.problems.length > 0 ||
    damageOfRun(result.run, accounts, inventory.damaged()).count > 0 ||
    accounts.some(({ standing }) => {
      if (standing === undefined || standing.runId !== result.run.id) return false;
      const { planned, complete, accepted, awaiting = 0 } = standing.coverage;
      return planned - complete > accepted + awaiting;
    })
  );
}

const UNFINISHED = { plan: 'not planned', evaluate: 'not evaluated', alert: 'not notified' } as const;
