import * as z from 'zod';
import type { ConfigSchema } from './schema.ts';

/** Renders `docs/configuration.md` from the schema: every key, its default and its meaning. */
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
  anyOf?: Node[] | undefined;
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
    anyOf: z.array(nodeSchema).optional(),
  }),
);

interface Row {
  path: string;
  form: string;
  standard: string;
  meaning: string;
}

/** The rows of a key and of all below it. Groups without a description have no row. */
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
    ...(node.anyOf ?? []).flatMap((form) => rowsOf(path, form)),
    ...(each === undefined ? [] : rowsOf(`${path}.…`, each)),
  ];
}

function formOf(node: Node): string {
  if (node.const !== undefined) return code(node.const);
  if (node.enum !== undefined) return node.enum.map(code).join(', ');
  if (node.anyOf !== undefined) return node.anyOf.map(formOf).join(' or ');
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
  return required ? 'required' : 'none';
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

const INTRODUCTION = `# Configuration

\`skc.config.json\` is a JSON file, passed with \`--config\`. Every key is optional. Without a file all defaults apply, and
only the account of the current credentials is read. A file with mistakes is rejected as a whole: every mistake is
reported with its path, the expected value and the value found; the command exits with 2, and nothing is read or written.

\`skc config check\` names what is right but has no effect: keys, ids, patterns, tags, regions, accounts and rules that
match nothing, and exclusions that can never apply, each with the nearest match. It asks no cloud; it compares with the
inventory once \`skc run\` has filled one, or with that of a deployed stack (\`skc --stack SkcWatch config check\`).
\`skc run\`, \`skc deploy\` and \`skc doctor\` say the same.

Editors complete and check the file if it names [its JSON schema](skc.config.schema.json):
\`"$schema": "./docs/skc.config.schema.json"\`, a path from the file's own folder or the address of a copy.
\`skc config schema\` prints it.

\`\`\`json
{
  "$schema": "./docs/skc.config.schema.json",
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

\`[]\` means each entry of a list, \`…\` each key of an object whose keys you choose.
`;

const REMARKS = `## Remarks

- An entry in both \`include\` and \`exclude\` is a mistake. An empty \`include\` list includes everything.
- An exclusion applies to findings that match every condition of its \`match\`, until the last second of its last day in
  UTC. It leaves them out of alerts and of \`--fail-on\`, but not of reports. One that has ended causes a warning.
- \`thresholds\` holds the settings of [rules](rules.md), by rule.
- A duplicate key in an object is a mistake, because JSON would silently keep the last one.
`;
