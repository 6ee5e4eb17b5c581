import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { awsPart } from './aws/aws.ts';
import { azurePart } from './azure/azure.ts';
import { gcpPart } from './gcp/gcp.ts';
import { goalTable } from './goal-table.ts';
import { isMet } from './goals.ts';
import type { Part, PartMeasured } from './part.ts';

/**
 * `npm run bench`, or `npm run bench -- aws azure gcp` for some parts only: measures the product with servers on
 * loopback, prints the results and fails when a goal is missed.
 */
const PARTS: Readonly<Record<string, Part>> = { aws: awsPart, azure: azurePart, gcp: gcpPart };
const RESULTS = fileURLToPath(new URL('./results', import.meta.url));

const names = process.argv.slice(2);
const unknown = names.find((name) => PARTS[name] === undefined);
if (unknown !== undefined) {
  console.error(`bench: unknown part ${unknown}; parts: ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}

const measured: (PartMeasured & { name: string; title: string })[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const done = await part.measure((text) => console.log(`bench: ${part.title}: ${text} …`));
  console.log(`\n${part.title}\n\n${done.tables}\n`);
  measured.push({ ...done, name, title: part.title });
}
console.log(`Goals\n\n${goalTable(measured)}\n`);

mkdirSync(RESULTS, { recursive: true });
const measuredAt = new Date().toISOString();
const file = join(RESULTS, `${measuredAt.replaceAll(':', '-')}.json`);
const parts = Object.fromEntries(measured.map(({ name, record, goals }) => [name, { ...record, goals }]));
writeFileSync(file, JSON.stringify({ measuredAt, node: process.version, parts }, undefined, 2));
console.log(`Saved as ${file}`);
if (measured.some(({ goals }) => goals.some((goal) => goal.advisory !== true && !isMet(goal))))
  process.exitCode = 1;
