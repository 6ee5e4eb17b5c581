import * as z from 'zod';
import type { ConfigSchema } from './schema.ts';

/** `docs/configuration.md`: every key, its default and its meaning, out of the schema itself. */
export function configurationDocument(configSchema: ConfigSchema): string {
  const schema = nodeSchema.parse(z.toJSONSchema(configSchema, { io: 'input' }));
  const rows = rowsOf('', schema).map(
    ({ path, form, standard, meaning }) =>
      `| \`${path}\` | ${cell(form)} | ${cell(standard)} | ${cell(meaning)} |`,
  );
  return `${INTRODUCTION}\n| key | form | default | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n\n${REMARKS}`;
}

interface Node {
  type?: string | undefined;
  description?: string | undefined;
  default?: unknown;
  const?: unknown;
  enum?: unknown[] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  properties?: Record<string, Node> | undefined;
  additionalProperties?: Node | boolean | undefined;
  required?: string[] | undefined;
  items?: Node | undefined;
}

/** The parts of a JSON schema that the table shows. */
const nodeSchema: z.ZodType<Node> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    properties: z.record(z.string(), nodeSchema).optional(),
    additionalProperties: z.union([z.boolean(), nodeSchema]).optional(),
    required: z.array(z.string()).optional(),
    items: nodeSchema.optional(),
  }),
);

interface Row {
  path: string;
  form: string;
  standard: string;
  meaning: string;
}

/** The rows of a key and of all below it. Groups without a meaning of their own have no row. */
function rowsOf(path: string, node: Node, required = false): Row[] {
  const own =
    node.description === undefined
      ? []
      : [{ path, form: formOf(node), standard: standardOf(node, required), meaning: node.description }];
  const below = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    rowsOf(path === '' ? key : `${path}.${key}`, child, node.required?.includes(key)),
  );
  const each = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  return [
    ...own,
    ...below,
    ...(node.items === undefined ? [] : rowsOf(`${path}[]`, node.items)),
    ...(each === undefined ? [] : rowsOf(`${path}.…`, each)),
  ];
}

function formOf(node: Node): string {
  if (node.const !== undefined) return code(node.const);
  if (node.enum !== undefined) return node.enum.map(code).join(', ');
  if (node.type === 'array') return `list of ${formOf(node.items ?? {})}`;
  if (node.type === 'integer') return `whole number, ${rangeOf(node)}`;
  if (node.type === 'string') return 'text';
  return node.type ?? 'any';
}

/** An integer without a maximum has the largest safe one in the schema. */
function rangeOf({ minimum, maximum }: Node): string {
  if (maximum === undefined || maximum === Number.MAX_SAFE_INTEGER) return `${minimum ?? '…'} or more`;
  return `${minimum ?? '…'} to ${maximum}`;
}

function standardOf(node: Node, required: boolean): string {
  if (node.default !== undefined) return code(node.default);
  return required ? 'must be given' : 'none';
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

const INTRODUCTION = `# Configuration

\`skc.config.json\` is JSON, given with \`--config\`. Every key may be left out; without a file all defaults hold, and only
the account of the own credentials is read. A file with mistakes is refused as a whole: every mistake is told at once
with its path, what was expected and what stood there, the command exits with 2, and nothing is read or written.

\`\`\`json
{
  "organisation": {},
  "memberRole": { "name": "skc-watch-reader", "externalId": "between-us" },
  "exclude": { "regions": ["ap-east-1"] },
  "contacts": {
    "organisation": [{ "address": "security@example.com" }],
    "accounts": { "123456789012": [{ "kind": "shared-inbox", "address": "pay-oncall@example.com" }] }
  },
  "exclusions": [
    {
      "match": { "name": "legacy/*", "rule": "rotation-overdue" },
      "reason": "moves to the new platform in May",
      "by": "Sarah",
      "until": "2027-05-31"
    }
  ]
}
\`\`\`

\`[]\` stands for each entry of a list, \`…\` for each key of an object with keys of your own.
`;

const REMARKS = `## Remarks

- What \`include\` and \`exclude\` both name is a mistake. Where an \`include\` list is empty, everything is included.
- An exclusion holds where everything that its \`match\` names holds, to the last second of its last day in UTC. It keeps
  findings out of alerts and out of \`--fail-on\`, never out of reports. One that has ended is told as a warning.
- \`thresholds.rotation-overdue\`: access keys, storage account keys and service account keys have 90 days of their own, unless \`types\` names them or
  \`default\` is shorter.
- \`expectedUnreadable\` takes a target out of alerts and out of the exit code, never out of the coverage figure.
- A key that stands twice in the same object is a mistake: JSON would keep the last in silence.
`;
