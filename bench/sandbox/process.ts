import { startSandbox } from '../../sandbox/server.ts';
import { generateEstate } from '../../sandbox/estate/generate.ts';
import { addDays, instant } from '../../shared/model/instant.ts';
import { azureEstate } from '../azure/estate.ts';
import { gcpEstate } from '../gcp/estate.ts';
import { countCrowds } from '../../test/bed/sandbox/crowds.ts';
import { shapeSchema } from './shape.ts';

/**
 * The sandbox of one measurement, in a separate process so that it is not measured with the product:
 * `fork('process.ts', [shape as JSON])`. Reports its address, answers each message with the maximum number of
 * concurrent requests to each host since the last one, and ends with its parent.
 */
const shape = shapeSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
// Half a day off, so that no age reaches a limit (in whole days) between two runs.
const epoch = addDays(instant(new Date()), -0.5);

const crowds = countCrowds();
const sandbox = await startSandbox({
  estate: {
    ...generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch }),
    ...(shape.cloud === 'azure' ? { azure: azureEstate(shape, epoch) } : { gcp: gcpEstate(shape, epoch) }),
  },
});
process.on('message', () => process.send?.(crowds.take()));
process.on('disconnect', () => process.exit(0));
process.send?.({ url: sandbox.url });
