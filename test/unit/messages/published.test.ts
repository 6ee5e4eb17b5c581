import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import { digest } from '../../../shared/messages/kinds/digest/kind.ts';
import { publicationOf } from '../../../shared/messages/publication.ts';
import { digestJsonSchema } from '../../../shared/messages/kinds/digest/published.ts';
import { messagesDocument } from '../../bed/messages/messages-document.ts';
import { sampleInput } from '../../bed/messages/sample.ts';

describe('what is published', () => {
  // Running this file with -u writes both again.
  it('is described by digest.schema.json', async () => {
    await expect(`${JSON.stringify(digestJsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot(
      '../../../shared/messages/kinds/digest/digest.schema.json',
    );
  });

  it('is shown in docs/messages.md', async () => {
    const composed = composeDigest(sampleInput());
    if (composed === undefined) throw new Error('the sample has no news');
    await expect(messagesDocument(publicationOf(digest.open(composed.digest)))).toMatchFileSnapshot(
      '../../../docs/messages.md',
    );
  });
});
