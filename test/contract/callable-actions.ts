import { build } from 'esbuild';
import type { FunctionDeclaration } from '../../functions/runtime/declaration.ts';
import { bundleOptions } from '../../infra/bundle.ts';

/** SDK packages by the IAM prefix of their service, if it has another name. */
const PREFIXES: Record<string, string> = {
  'resource-groups-tagging-api': 'tag',
  'secrets-manager': 'secretsmanager',
  sfn: 'states',
};

/** Operations whose permission has another name (service authorization reference), or that need none. */
const ACTIONS: Record<string, string | undefined> = {
  's3:ListObjectsV2': 's3:ListBucket',
  // Everyone may request their own identity.
  'sts:GetCallerIdentity': undefined,
  // Every S3 client contains it, for directory buckets, which are not used here.
  's3:CreateSession': undefined,
};

/** Further permissions that an operation needs: a topic is created with its tags. */
const IMPLIED: Record<string, string> = { 'sns:CreateTopic': 'sns:TagResource' };

/**
 * IAM actions that a function's code can call: the SDK commands that remain in its bundle after tree shaking, as in
 * the deployment.
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
