import { build } from 'esbuild';
import type { FunctionDeclaration } from '../../functions/runtime/declaration.ts';
import { bundleOptions } from '../../infra/bundle.ts';

/** SDK packages by the IAM prefix of their service, where that is another word. */
const PREFIXES: Record<string, string> = {
  'resource-groups-tagging-api': 'tag',
  'secrets-manager': 'secretsmanager',
  sfn: 'states',
};

/** Operations whose permission has another name (service authorization reference), or that need none. */
const ACTIONS: Record<string, string | undefined> = {
  's3:ListObjectsV2': 's3:ListBucket',
  // Everybody may ask who they are.
  'sts:GetCallerIdentity': undefined,
  // Every S3 client carries it, for directory buckets, of which there are none here.
  's3:CreateSession': undefined,
};

/** Permissions that an operation asks for besides its own: a topic is made with its tags. */
const IMPLIED: Record<string, string> = { 'sns:CreateTopic': 'sns:TagResource' };

/**
 * IAM actions that a function's code can call at all: the SDK's commands that are left in its bundle once all that
 * nobody imports is shaken out of it, as the deployment bundles it.
 */
export async function callableActions(
  declaration: Pick<FunctionDeclaration, 'name' | 'reads'>,
): Promise<string[]> {
  const { metafile } = await build({ ...bundleOptions(declaration), outdir: 'nowhere', write: false });
  const actions = new Set<string>();
  const parts = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  for (const [file, { bytesInOutput }] of parts) {
    const [, client, command] = /@aws-sdk\/client-([\w-]+)\/.*\/commands\/(\w+)Command\.js$/.exec(file) ?? [];
    if (client === undefined || command === undefined || bytesInOutput === 0) continue;
    const operation = `${PREFIXES[client] ?? client}:${command}`;
    const action = operation in ACTIONS ? ACTIONS[operation] : operation;
    if (action !== undefined) actions.add(action);
    const implied = IMPLIED[operation];
    if (implied !== undefined) actions.add(implied);
  }
  return [...actions].toSorted();
}
