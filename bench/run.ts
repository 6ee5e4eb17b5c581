import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from '../test/python-environment.ts';
import { startMoto } from '../test/conformance/moto.ts';
import { changeSecrets } from './changes.ts';
import { goalsOf, isMet, type Size } from './goals.ts';
import { rendered } from './print.ts';
import { measureRun } from './product.ts';

/** `npm run bench`: measures the product over moto at two sizes, prints it all and fails when a goal is missed. */
const SIZES = [1000, 2000] as const;
const RESULTS = fileURLToPath(new URL('./results', import.meta.url));
const say = (text: string) => console.log(`bench: ${text} …`);

await pythonEnvironment(say);
say('compiling the product once');
await measure(10);
const single = await measure(SIZES[0]);
const double = await measure(SIZES[1]);
const goals = goalsOf(single, double);
console.log(`\n${rendered(single, double, goals)}\n`);

mkdirSync(RESULTS, { recursive: true });
const measuredAt = new Date().toISOString();
const file = join(RESULTS, `${measuredAt.replaceAll(':', '-')}.json`);
writeFileSync(
  file,
  JSON.stringify({ measuredAt, node: process.version, sizes: [single, double], goals }, undefined, 2),
);
console.log(`Saved as ${file}`);
if (goals.some((goal) => goal.advisory !== true && !isMet(goal))) process.exitCode = 1;

/** Three runs over an estate of its own: the first, one where nothing changed, one after 1 % did. */
async function measure(secrets: number): Promise<Size> {
  say(`${secrets} secrets: making the estate inside moto`);
  const script = fileURLToPath(new URL('./moto_estate.py', import.meta.url));
  const moto = await startMoto({ file: script, args: [String(secrets)] });
  const directory = mkdtempSync(join(tmpdir(), 'skc-bench-'));
  try {
    const place = { url: moto.url, directory };
    // Secrets, a fifth as many keys, a tenth certificates, two access keys for each of a fifth as many users.
    const skcs = secrets * 1.7;
    const changedSkcs = Math.round(skcs / 100);
    say(`${secrets} secrets: first run`);
    const first = await measureRun(place);
    say(`${secrets} secrets: nothing changed`);
    const unchanged = await measureRun(place);
    say(`${secrets} secrets: ${changedSkcs} changed`);
    await changeSecrets(moto.url, changedSkcs);
    const changed = await measureRun(place);
    return { secrets, skcs, first, unchanged, changed, changedSkcs };
  } finally {
    await moto.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}
