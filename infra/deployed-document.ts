import * as z from 'zod';
import { FUNCTIONS } from '../functions/registry.ts';
import type { FunctionDeclaration } from '../functions/runtime/declaration.ts';
import { workflowStages, type Stage } from './workflow-order.ts';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const templateSchema = z.object({ Resources: z.record(z.string(), resourceSchema) });
const roleSchema = z.object({
  RoleName: z.string().optional(),
  Description: z.string().optional(),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
  AssumeRolePolicyDocument: z.unknown(),
});

/**
 * Renders `docs/deployed.md` from the templates: a diagram of the deployment and every role in full.
 * @param collector the collector's template. @param member the member role's.
 */
export function deployedDocument(
  collector: unknown,
  member: unknown,
  functions: readonly FunctionDeclaration[] = FUNCTIONS,
): string {
  return `${INTRODUCTION}
## The picture

${picture(functions)}

## What there is

${inventory(collector)}

## The functions' roles

${roles(collector)}

## The member role

${roles(member)}
`;
}

const INTRODUCTION = `# What is deployed

Generated from the app itself: a test writes this page (\`npx vitest run --project unit test/unit/infra -u\`), and fails where
it is not what the app makes. Account and region are examples. The configuration names all three clouds; a cloud that it
does not name leaves out its function, and \`skc-watch-federation\` where AWS alone is read.
`;

function picture(functions: readonly FunctionDeclaration[]): string {
  const lines = functions.flatMap(edges);
  return `\`\`\`mermaid
flowchart LR
  schedule([EventBridge Scheduler]) --> workflow
  subgraph workflow [Step Functions]
    ${workflowStages(functions).map(shown).join(' --> ')}
  end
  alarms([CloudWatch alarms]) --> topics
  table[(DynamoDB: inventory)]
  bucket[(S3: plans, reports)]
  topics[[SNS topics]]
  members[member accounts: skc-watch-reader]
  organisation[AWS Organizations]
  federation[skc-watch-federation]
  federation -.-> others[Azure, Google Cloud]
${lines.map((line) => `  ${line}`).join('\n')}
\`\`\``;
}

function shown({ per, steps }: Stage): string {
  const names = steps.map(({ name }) => name);
  if (per === 'batch') return `batches{{each batch}} --> ${names.join(' & ')}`;
  if (per === 'account') return `accounts{{each account}} --> ${names.join(' --> ')}`;
  return names.join(' --> ');
}

function edges({ name, kind, grants }: FunctionDeclaration): string[] {
  const { table, bucket, topics, workflow, assumesMembers, federates, everywhere, keys = {} } = grants;
  const organisation = everywhere?.some((action) => action.startsWith('organizations:')) === true;
  return [
    ...(kind === 'once' ? [`deployment([the deployment]) --> ${name}`] : []),
    ...(kind === 'web' ? [`people([people, by a link]) --> ${name}`] : []),
    ...(kind === 'command' ? [`cli([a command of the CLI]) --> ${name}`] : []),
    ...(workflow === undefined ? [] : [`${name} --> workflow`]),
    ...(table === undefined ? [] : [`${name} -.-> table`]),
    ...(bucket === undefined ? [] : [`${name} -.-> bucket`]),
    ...(topics === undefined ? [] : [`${name} -.-> topics`]),
    ...(federates === undefined ? [] : [`${name} -.-> federation`]),
    ...(assumesMembers === true ? [`${name} -.-> members`] : []),
    ...(organisation ? [`${name} -.-> organisation`] : []),
    ...Object.keys(keys).map((key) => `${name} -.-> key-${key}[(KMS: ${key})]`),
  ];
}

function inventory(template: unknown): string {
  const counts = new Map<string, number>();
  for (const { Type } of Object.values(templateSchema.parse(template).Resources))
    counts.set(Type, (counts.get(Type) ?? 0) + 1);
  const rows = [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, count]) => `| ${type} | ${count} |`);
  return `| resource | how many |\n|---|---|\n${rows.join('\n')}`;
}

function roles(template: unknown): string {
  return Object.values(templateSchema.parse(template).Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .map(({ Properties }) => roleSchema.parse(Properties))
    .filter(({ RoleName }) => RoleName !== undefined)
    .map(
      ({ RoleName, Description, Policies, AssumeRolePolicyDocument }) =>
        `### ${RoleName}\n\n${Description ?? ''}\n\n\`\`\`json\n${JSON.stringify(
          {
            trust: AssumeRolePolicyDocument,
            ...Object.fromEntries(Policies.map((policy) => [policy.PolicyName, policy.PolicyDocument])),
          },
          undefined,
          1,
        )}\n\`\`\``,
    )
    .join('\n\n');
}
