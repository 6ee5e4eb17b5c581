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
});
