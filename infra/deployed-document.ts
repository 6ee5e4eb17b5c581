import * as z from 'zod';
import { STEPS } from '../functions/registry.ts';
import type { StepPermissions } from '../functions/runtime/step-permissions.ts';

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
 * `docs/deployed.md`: a picture of what is deployed, and every role in full, out of the templates themselves.
 * @param collector the collector's template. @param member the member role's.
 */
export function deployedDocument(collector: unknown, member: unknown): string {
  return `${INTRODUCTION}
## The picture

${picture()}

## What there is

${inventory(collector)}

## The functions' roles

${roles(collector)}

## The member role

${roles(member)}
`;
}

const INTRODUCTION = `# What is deployed

Drawn from the app itself: a test writes this page (\`npx vitest run --project unit test/unit/infra -u\`), and fails where
it is not what the app makes. Account and region are examples. The configuration names all three clouds; a cloud that it
does not name leaves out its function, and \`skc-watch-federation\` where AWS alone is read.
`;

function picture(): string {
  const lines = Object.entries(STEPS).flatMap(([step, permissions]) => edges(step, permissions));
  return `\`\`\`mermaid
flowchart LR
  schedule([EventBridge Scheduler]) --> workflow
  first-run([first run, on deploy]) --> workflow
  subgraph workflow [Step Functions]
    begin --> plan --> batches{{each batch}} --> collect-aws & collect-azure & collect-gcp --> accounts{{each account}} --> evaluate --> alert --> finish
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

function edges(step: string, permissions: StepPermissions): string[] {
  const { table, bucket, topics, assumesMembers, federates, everywhere } = permissions;
  return [
    ...(table === undefined ? [] : [`${step} -.-> table`]),
    ...(bucket === undefined ? [] : [`${step} -.-> bucket`]),
    ...(topics === undefined ? [] : [`${step} -.-> topics`]),
    ...(federates === undefined ? [] : [`${step} -.-> federation`]),
    ...(assumesMembers === true ? [`${step} -.-> members`] : []),
    ...(everywhere?.some((action) => action.startsWith('organizations:')) === true
      ? [`${step} -.-> organisation`]
      : []),
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
