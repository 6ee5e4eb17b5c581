import * as z from 'zod';
import { ENTITIES } from './entities/registry.ts';
import { INDEXES, RETIRED_INDEXES, type TableIndex } from './table.ts';

/** The page `docs/inventory.md`: every kind of item with its attributes, and the indexes. */
export function inventoryDocument(): string {
  const kinds = ENTITIES.map(
    ({ name, form, partition, write, title }) =>
      `| ${name} | \`${form}\` | ${partition} | ${WRITES[write]} | ${cell(title)} |`,
  );
  return [
    HEAD,
    ...kinds,
    '',
    '## Attributes',
    '',
    'Beside `account`, `item` and `v`, the version of the item’s schema. *index* marks what only an index needs.',
    ...ENTITIES.flatMap(attributesOf),
    INDEX_HEAD,
    ...Object.values(INDEXES).map(indexRow),
    '',
    'Of the previous release, kept for one release where a table has them:',
    '',
    '| index | partition, sort | projects | answers |',
    '|---|---|---|---|',
    ...Object.values(RETIRED_INDEXES).map(indexRow),
    FOOT,
  ].join('\n');
}

const WRITES = {
  once: 'once',
  revision: 'if its revision is the one that was read',
  'last-writer': 'last writer',
} as const;

interface Described {
  name: string;
  schema: { shape: Readonly<Record<string, z.ZodType>> };
  indexed: { meaning: Readonly<Record<string, string>> };
  former: Readonly<Record<string, string>>;
}

function attributesOf({ name, schema, indexed, former }: Described): string[] {
  const own = Object.entries(schema.shape)
    .filter(([attribute]) => attribute !== 'account')
    .map(([attribute, type]) => {
      const was = former[attribute];
      const meaning = `${type.description ?? ''}${was === undefined ? '' : `; formerly \`${was}\``}`;
      const required = type.safeParse(undefined).success ? '' : ' yes';
      return `| \`${attribute}\` | ${typeName(type)} |${required} | ${cell(meaning)} |`;
    });
  const added = Object.entries(indexed.meaning).map(
    ([attribute, meaning]) => `| \`${attribute}\` | text | *index* | ${cell(meaning)} |`,
  );
  return [
    '',
    `### ${name}`,
    '',
    '| attribute | type | required | meaning |',
    '|---|---|---|---|',
    ...own,
    ...added,
  ];
}

/** What a person in the console sees: dates are texts of one form. */
function typeName(schema: z.ZodType): string {
  const { type } = z.looseObject({ type: z.string().optional() }).parse(jsonSchemaOf(schema));
  if (type === 'string' || type === undefined) return 'text';
  if (type === 'object') return 'map';
  if (type === 'array') return 'list';
  return type === 'integer' ? 'number' : type;
}

function jsonSchemaOf(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
}

function indexRow({ name, partition, sort, projected, answers }: TableIndex): string {
  const held = projected === undefined ? 'everything' : projected.map((each) => `\`${each}\``).join(', ');
  return `| \`${name}\` | \`${partition}\`, \`${sort}\` | ${held} | ${cell(answers)} |`;
}

function cell(text: string): string {
  return text
    .replaceAll('|', String.raw`\|`)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const HEAD = `# The inventory

Made from \`shared/inventory/entities\` by \`shared/inventory/document.ts\`; \`test/contract/inventory-document.test.ts\` holds this page to it (\`vitest -u\` writes it again).

One DynamoDB table, on demand. The partition key \`account\` is an account's key (\`aws#123456789012\`) or \`organisation\`, the sort key is \`item\`. In sort keys, *key* is 26 characters of a name's SHA-256, since sort keys end at 1,024 bytes and names do not ([\`keys.ts\`](../shared/inventory/keys.ts)). Dates are texts like \`2026-11-21T06:00:00Z\`, UTC.

| kind | sort key | partition | written | holds |
|---|---|---|---|---|`;

const INDEX_HEAD = `
## Indexes

Every entry also has the table's own keys. \`accountName\` is the name at the time of writing.

| index | partition, sort | projects | answers |
|---|---|---|---|`;

const FOOT = `
An index entry holds only attributes of its own item. The severity of what is due is the finding's: join \`openBySeverity\` by \`skcId\`, four queries for the whole organisation. The owner in \`openBySeverity\` is from the SKC’s tag or, where no tag names one, from a mark, as of the last judgement; in \`dueByMonth\` it is from the tag alone, since readings write that entry and do not read marks: join the mark by \`skcId\`. In \`changesByDay\` an entry without \`kinds\` is an SKC, on the day of its discovery: a discovery writes no change item.

| write units per 1,000 SKCs, first run of one account | before | now | while a table still has the old indexes |
|---|---|---|---|
| SKCs | 2,442 | 3,442 | 3,884 |
| findings, opened and marked as notified | 2,695 | 2,695 | 3,234 |
| everything | 5,615 | 6,615 (1.18 ×) | 7,596 |
| everything, nothing changed | 14 | 14 | 14 |

Counted by \`test/integration/inventory/write-units.test.ts\`; *before* are the same items with the indexes of the previous release (commit 30e0f71). \`changesByDay\` adds one unit per SKC discovered and per change recorded. An unchanged SKC adds none.

## Asking it in the console or with the AWS CLI

\`\`\`
# everything of one account's findings
aws dynamodb query --table-name skc-watch \\
  --key-condition-expression 'account = :a AND begins_with(#i, :f)' --expression-attribute-names '{"#i":"item"}' \\
  --expression-attribute-values '{":a":{"S":"aws#123456789012"},":f":{"S":"finding#"}}'

# all that is critical, in every account
aws dynamodb query --table-name skc-watch --index-name openBySeverity \\
  --key-condition-expression 'openSeverity = :s' --expression-attribute-values '{":s":{"S":"critical"}}'

# what falls due in March 2027, and why
aws dynamodb query --table-name skc-watch --index-name dueByMonth \\
  --key-condition-expression 'dueMonth = :m' --expression-attribute-values '{":m":{"S":"2027-03"}}'

# what changed on one day (\`skc changes\` asks for many)
aws dynamodb query --table-name skc-watch --index-name changesByDay \\
  --key-condition-expression 'changeDay = :d' --expression-attribute-values '{":d":{"S":"2026-10-31"}}'
\`\`\`

The console's PartiQL editor takes the same: \`SELECT * FROM "skc-watch"."openBySeverity" WHERE openSeverity = 'critical'\`.

## How it is written

Single items under conditions, and queries; no transactions, no scans ([\`access.ts\`](../shared/inventory/access.ts)).

- A rewrite is an update: it sets the attributes that this version knows, removes those that are gone, and leaves what a newer version added. It never lowers \`v\`.
- An SKC is put if absent (revision 1). A change is put ahead, if absent, then the SKC if its revision is still the one before. A change that is there already was left by a run that died, or by a rival: it is applied first, and the comparison is made again.
- The scan is written last, if the one before it is still the last; else the target is read again.
- A finding is written if its revision is still the one before; marking it as notified moves the revision too.
- A listing whose hash equals the last complete one's, with nothing to check again, costs one write: its scan.
- Words that this version does not know (rules, states, kinds of changes, contacts, subjects and messages) are read as they are, shown, and neither judged nor changed.
- An item that cannot be read is skipped. It counts as *newer* where its \`v\` says so, else as *damaged*: the run's summary names it, and the exit code of a local run is 3. Plans, scans and runs hold nothing that the clouds do not tell again, so a run writes them again; everything else is left as it is.
- Every run rewrites an account's summary (\`standing\`), the scans of its targets and its own run; nothing else where nothing changed.

| per 1,000 SKCs | writes |
|---|---|
| first run | 1,000 SKCs + findings + their notified marks + 1 scan a target + 2 an account |
| nothing changed | 1 scan a target + 1 an account, none an SKC |
| 1 % changed | 2 an SKC changed (change, SKC), 1 a finding that changed, in addition to the above |

\`npm run bench\` counts them; the measured figures are in [performance.md](performance.md).
`;
