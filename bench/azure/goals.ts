import type { Goal } from '../part.ts';
import type { Measured } from '../product.ts';
import type { AzureSize } from './azure.ts';

/** Reads whether the renewal of a certificate in its last sixty days fails, before such a finding is opened. */
const VERIFYING = 'keyvault:GetCertificateOperation';

/** Calls of a run for listing (including sign-in) and for verifying new findings. */
export function callsOf({ calls }: Measured): { listing: number; verification: number } {
  const verification = calls[VERIFYING] ?? 0;
  const all = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return { listing: all - verification, verification };
}

/** By kind: maximum calls per 1,000 SKCs on a first run and on later runs. */
const MOST = [
  { what: 'secrets', first: 60, later: 60 },
  { what: 'keys', first: 1100, later: 150 },
  { what: 'certificates', first: 1100, later: 150 },
] as const;

/** Goals for the cost of a run. @param sizes the smaller size, then twice that size. */
export function goalsOf(kinds: readonly AzureSize[], sizes: readonly AzureSize[]): Goal[] {
  const [single, double] = sizes;
  if (single === undefined || double === undefined) throw new Error('two sizes are measured');
  return [
    ...MOST.flatMap((most): Goal[] => {
      const size = kinds.find(({ what }) => what === most.what);
      if (size === undefined) throw new Error(`${most.what} were not measured`);
      const title = `listing calls per 1,000 ${most.what}`;
      const of = (run: Measured) => (callsOf(run).listing / size.skcs) * 1000;
      return [
        { title: `${title}, first run`, most: most.first, measured: of(size.first) },
        { title: `${title}, later runs`, most: most.later, measured: of(size.later) },
      ];
    }),
    {
      title: 'requests at once to one vault',
      most: 8,
      measured: Math.max(...[...kinds, ...sizes].map(({ crowd }) => crowd)),
    },
    {
      title: `peak MB of the process, ${double.skcs} SKCs in ${double.shape.vaults} vaults`,
      most: 150,
      measured: Math.max(...[single, double].flatMap(({ first, later }) => [first.peakMb, later.peakMb])),
    },
    {
      title: 'CPU seconds at twice the size, first run',
      most: 2.2,
      measured: double.first.cpuSeconds / single.first.cpuSeconds,
    },
    {
      title: 'seconds at twice the size, first run',
      most: 2.2,
      measured: double.first.seconds / single.first.seconds,
      advisory: true,
    },
  ];
}
