import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { packedValues } from '../../../shared/model/packed.ts';

describe('packed values', () => {
  it('are read back completely and in order, over several blocks and within one', () => {
    const packed = packedValues();
    const resources = Array.from({ length: 1_234 }, (_, index) => ({
      name: `projects/1/secrets/s${index}`,
      labels: { note: `a "quoted"\nline, naïve 鍵 ${index}` },
    }));
    for (const each of resources) packed.add(each);
    expect([...packed.unpacked()]).toEqual(resources);
    expect([...packed.unpacked()]).toEqual(resources);
  });

  it('accept more values after they were read', () => {
    const packed = packedValues();
    expect([...packed.unpacked()]).toEqual([]);
    packed.add({ name: 'one' });
    expect([...packed.unpacked()]).toEqual([{ name: 'one' }]);
    packed.add({ name: 'two' });
    expect([...packed.unpacked()]).toEqual([{ name: 'one' }, { name: 'two' }]);
  });

  it('take more after they were sealed, and nothing for sealing twice', () => {
    const packed = packedValues();
    packed.add('one');
    packed.seal();
    packed.seal();
    packed.add('two');
    packed.seal();
    expect([...packed.unpacked()]).toEqual(['one', 'two']);
  });

  it.each([
    ['in one store', 1],
    // Each store holds less than a block, as the assets of many projects do.
    ['in 5,000 sealed stores', 5000],
  ])('take a fraction of the room that their text does: %s', (_, stores) => {
    const { share, count } = measuredIn(stores);
    expect(count).toBe(100_000);
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(stores === 1 ? 0.1 : 0.5);
  });
});

/** In a process of its own: what other tests release would be counted, too. */
function measuredIn(stores: number): { share: number; count: number } {
  const file = new URL('../../../shared/model/packed.ts', import.meta.url).href;
  const code = `
    const { packedValues } = await import(${JSON.stringify(file)});
    const held = async () => {
      // Memory beside the heap is given back a turn after its owner was collected.
      for (let turn = 0; turn < 3; turn++) {
        gc();
        await new Promise((resolve) => setImmediate(resolve));
      }
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const stores = Array.from({ length: ${stores} }, () => packedValues());
    const before = await held();
    let text = 0;
    for (let index = 0; index < 100_000; index++) {
      const resource = { name: 'projects/123/secrets/app-' + index + '-password/versions/2', state: 'ENABLED' };
      stores[index % stores.length].add(resource);
      text += JSON.stringify(resource).length;
    }
    for (const packed of stores) packed.seal();
    const share = ((await held()) - before) / text;
    const count = stores.reduce((sum, packed) => sum + [...packed.unpacked()].length, 0);
    console.log(JSON.stringify({ share, count }));`;
  const args = ['--expose-gc', '--input-type=module', '-e', code];
  const said: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  return z.object({ share: z.number(), count: z.number() }).parse(said);
}
