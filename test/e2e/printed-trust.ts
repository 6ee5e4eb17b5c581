import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { askedSchema, type Answers, type Asked } from './cloud-command.ts';
import { trustSchema, type Trust } from './trust.ts';

export interface Printed {
  /** The output of `skc connect azure` and `skc connect gcp`. */
  azure: string;
  gcp: string;
}

/** The parts of `skc.config.json` that the guides end with. */
export type PrintedConfig = z.output<typeof configSchema>;

const ROOT = resolve(import.meta.dirname, '../..');
/** The shell tools that the printed commands need. */
const TOOLS = ['cut'];
const configSchema = z.object({
  azure: z.record(z.string(), z.unknown()),
  gcp: z.record(z.string(), z.unknown()),
});

/**
 * Pastes the output of `skc connect` into a shell whose programs only record their arguments. From the records it
 * derives what the clouds now trust, and from the echoed lines the product's configuration.
 * @param folder The shell's working folder.
 * @param answers Responses of the commands. Default: none.
 */
export async function applyPrinted(
  printed: Printed,
  folder: string,
  answers: Answers,
): Promise<{ trust: Trust; config: PrintedConfig }> {
  mkdirSync(folder, { recursive: true });
  const [azure, gcp] = await Promise.all([
    paste(printed.azure, join(folder, 'azure'), answers),
    paste(printed.gcp, join(folder, 'gcp'), answers),
  ]);
  return {
    trust: trustSchema.parse({ azure: azureTrust(azure.asked), gcp: gcpTrust(gcp.asked) }),
    config: configSchema.parse({ ...configIn(azure.said), ...configIn(gcp.said) }),
  };
}

async function paste(
  printed: string,
  folder: string,
  answers: Answers,
): Promise<{ said: string; asked: Asked[] }> {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const asked = join(folder, 'asked.jsonl');
  writeFileSync(asked, '');
  const command = `"${process.execPath}" "${join(import.meta.dirname, 'cloud-command.ts')}"`;
  for (const program of ['aws', 'az', 'gcloud', 'npm'])
    writeProgram(join(bin, program), `exec ${command} ${program} "$@"`);
  // Of the product's own commands only those that print files are run; other tests cover the rest.
  const own = `exec "${process.execPath}" "${join(ROOT, 'cli/skc.mjs')}" "$@"`;
  writeProgram(join(bin, 'npx'), `shift\n[ "$1" = connect ] || exec ${command} skc "$@"\n${own}`);
  for (const tool of TOOLS) symlinkSync(toolPath(tool), join(bin, tool));
  const { stdout } = await promisify(execFile)(
    toolPath('bash'),
    ['--norc', '--noprofile', '-euo', 'pipefail', '-c', stepsOf(printed)],
    {
      cwd: folder,
      env: {
        // Nothing else, so that no command of a guide has an effect.
        PATH: bin,
        HOME: folder,
        CLOUD_COMMANDS_ASKED: asked,
        CLOUD_COMMANDS_ANSWERS: JSON.stringify(answers),
      },
    },
  );
  const lines = readFileSync(asked, 'utf8').trim().split('\n');
  return { said: stdout, asked: lines.map((line) => askedSchema.parse(JSON.parse(line))) };
}

function toolPath(tool: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, tool)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`the printed commands need ${tool}, which is not installed`);
  return found;
}

function writeProgram(file: string, script: string): void {
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** The commands, without the files below them. */
function stepsOf(printed: string): string {
  return printed.split(/^# ---- /m)[0] ?? '';
}

const federatedSchema = z.object({
  issuer: z.string(),
  subject: z.string(),
  audiences: z.tuple([z.string()]),
});
const roleSchema = z.object({ DataActions: z.array(z.string()) });

function azureTrust(asked: readonly Asked[]): Trust['azure'] {
  const credential = only(asked, 'az ad app federated-credential create');
  const { issuer, subject, audiences } = federatedSchema.parse(JSON.parse(fileOf(credential)));
  const role = only(asked, 'az role definition create');
  const assigned = only(asked, 'az role assignment create');
  const principal = only(asked, 'az ad sp create');
  if (option(principal, '--id') !== option(credential, '--id') || option(assigned, '--scope') === '')
    throw new Error('the role was not granted to the trusted application');
  return {
    clientId: option(credential, '--id'),
    issuer,
    subject,
    audience: audiences[0],
    dataActions: roleSchema.parse(JSON.parse(fileOf(role))).DataActions,
    vaultsByPolicy: all(asked, 'az keyvault set-policy').map((each) => option(each, '--name')),
  };
}

function gcpTrust(asked: readonly Asked[]): Trust['gcp'] {
  const provider = only(asked, 'gcloud iam workload-identity-pools providers create-aws');
  const pool = option(provider, '--workload-identity-pool');
  const binding = only(asked, 'gcloud iam service-accounts add-iam-policy-binding');
  const session =
    /^attribute\.aws_role == '(.+)'$/.exec(option(provider, '--attribute-condition'))?.[1] ?? '';
  const [, member = ''] =
    /^principalSet:\/\/iam\.googleapis\.com\/(.+)$/.exec(option(binding, '--member')) ?? [];
  const [, holder] =
    /^(projects\/\d+\/locations\/global\/workloadIdentityPools\/[\w-]+)\//.exec(member) ?? [];
  if (holder?.endsWith(`/${pool}`) !== true || member !== `${holder}/attribute.aws_role/${session}`)
    throw new Error(`the service account trusts ${member}, which is not the provider's principal`);
  const role = fileOf(only(asked, 'gcloud iam roles create'));
  return {
    audience: `//iam.googleapis.com/${holder}/providers/${provider.args[4] ?? ''}`,
    awsAccountId: option(provider, '--account-id'),
    awsRole: session.slice(session.lastIndexOf('/') + 1),
    serviceAccount: binding.args[3] ?? '',
    permissions: [...role.matchAll(/^- (\S+)$/gm)].map(([, permission = '']) => permission),
  };
}

function all(asked: readonly Asked[], words: string): Asked[] {
  return asked.filter(({ program, args }) => `${[program, ...args].join(' ')} `.startsWith(`${words} `));
}

function only(asked: readonly Asked[], words: string): Asked {
  const [found, ...others] = all(asked, words);
  if (found === undefined || others.length > 0)
    throw new Error(`the output contains ${words} ${others.length + (found === undefined ? 0 : 1)} times`);
  return found;
}

/** `--name value` or `--name=value`. */
function option({ args }: Asked, name: string): string {
  const index = args.indexOf(name);
  if (index >= 0) return args[index + 1] ?? '';
  return args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

function fileOf({ program, args, files }: Asked): string {
  const [content] = Object.values(files);
  if (content === undefined) throw new Error(`${[program, ...args].join(' ')} names no file`);
  return content;
}

/** `Add to skc.config.json: "azure": { … }`. */
function configIn(said: string): object {
  const text = /to skc\.config\.json: (.*)$/m.exec(said)?.[1];
  if (text === undefined) throw new Error('the output has no line for skc.config.json');
  const config: unknown = JSON.parse(`{${text}}`);
  return typeof config === 'object' && config !== null ? config : {};
}
