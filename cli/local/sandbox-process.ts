import * as z from 'zod';
import { generateEstate } from '../../sandbox/estate/generate.ts';
import { sampleEstate } from '../../sandbox/estate/sample.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { declareEstate } from './estate-file.ts';
import { serveCompanion } from './serve-companion.ts';
import { fileProblem } from './store-unusable.ts';

/** The sandbox of a directory: `node sandbox-process.ts <lock file> <directory> [size as JSON]`. */
const [lock, directory, size = '{}'] = process.argv.slice(2);
if (lock === undefined || directory === undefined)
  throw new Error('usage: sandbox-process <lock file> <directory> [size]');

const argumentSchema = z.object({
  generated: z.object({ accounts: z.number(), skcs: z.number(), seed: z.number() }).optional(),
});

await serveCompanion(lock, ({ protect, fail }) => {
  const { epoch, generated } = declareEstate(directory, argumentSchema.parse(JSON.parse(size)).generated);
  const estate = generated === undefined ? sampleEstate({ epoch }) : generateEstate({ ...generated, epoch });
  return startSandbox({
    estate,
    directory,
    protect,
    onFailure: (error) => {
      const problem = fileProblem(error, directory);
      if (problem !== undefined) fail(problem);
    },
  });
});
