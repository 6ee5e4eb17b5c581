import { describe, expect, it } from 'vitest';
import { digestJsonSchema } from '../../../shared/messages/kinds/digest/published.ts';

describe('what is published', () => {
  // Running this file with -u writes it again.
  it('is described by digest.schema.json', async () => {
    await expect(`${JSON.stringify(digestJsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot(
      '../../../shared/messages/kinds/digest/digest.schema.json',
    );
  });
});
