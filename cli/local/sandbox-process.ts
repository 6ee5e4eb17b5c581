import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { generateEstate } from '../../sandbox/estate/generate.ts';
import { sampleEstate } from '../../sandbox/estate/sample.ts';
import type { Estate } from '../../sandbox/estate/estate.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { instantSchema } from '../../shared/model/fields.ts';
import { instant } from '../../shared/model/instant.ts';
import { serveCompanion } from './serve-companion.ts';

/** The sandbox of a directory: `node sandbox-process.ts <lock file> <directory> [declaration as JSON]`. */
const [lock, directory, wish = '{}'] = process.argv.slice(2);
if (lock === undefined || directory === undefined)
  throw new Error('usage: sandbox-process <lock file> <directory> [declaration]');

const declarationSchema = z.object({
  epoch: instantSchema,
  generated: z.object({ accounts: z.number(), skcs: z.number(), seed: z.number() }).optional(),
});
const wishSchema = declarationSchema.partial();

await serveCompanion(lock, () => startSandbox({ estate: estateOf(directory, wish), directory }));

/** Declared once, at the first start: the same estate comes back as long as the directory stands. */
function estateOf(kept: string, wished: string): Estate {
  const file = join(kept, 'estate.json');
  if (!existsSync(file)) {
    const { epoch, generated } = wishSchema.parse(JSON.parse(wished));
    const today = instant(new Date(new Date().setUTCHours(6, 0, 0, 0)));
    writeFileSync(file, JSON.stringify({ epoch: epoch ?? today, generated }));
  }
  const { epoch, generated } = declarationSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return generated === undefined ? sampleEstate({ epoch }) : generateEstate({ ...generated, epoch });
}
