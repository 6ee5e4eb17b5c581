import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { packedResources } from '../../../../shared/clouds/gcp/packed-resources.ts';

describe('packed resources', () => {
  it('come back whole and in order, over several blocks and in the middle of one', () => {
    const packed = packedResources();
    const resources = Array.from({ length: 1_234 }, (_, index) => ({
      name: `projects/1/secrets/s${index}`,
      labels: { note: `a "quoted"\nline, naïve 鍵 ${index}` },
    }));
    for (const each of resources) packed.add(each);
    expect([...packed]).toEqual(resources);
    expect([...packed]).toEqual(resources);
  });

  it('take more after they were read', () => {
    const packed = packedResources();
    expect([...packed]).toEqual([]);
    packed.add({ name: 'one' });
    expect([...packed]).toEqual([{ name: 'one' }]);
    packed.add({ name: 'two' });
    expect([...packed]).toEqual([{ name: 'one' }, { name: 'two' }]);
  });

  it('take a tenth of the room that their text does', () => {
    const packed = packedResources();
    const resource = (index: number) => ({
      name: `projects/123/secrets/app-${index}-password/versions/2`,
      state: 'ENABLED',
    });
    const before = held();
    let text = 0;
    for (let index = 0; index < 100_000; index++) {
      packed.add(resource(index));
      text += JSON.stringify(resource(index)).length;
    }
    expect(held() - before).toBeLessThan(text / 10);
    expect([...packed]).toHaveLength(100_000);
  });
});

/** Bytes of buffers that are still in use. */
function held(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node collects nothing on demand');
  collect();
  return process.memoryUsage().arrayBuffers;
}
