import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../../shared/alerts/digest.ts';
import { messageOf } from '../../../shared/alerts/message.ts';
import { digestJsonSchema } from '../../../shared/alerts/schema.ts';
import { messagesDocument } from './messages-document.ts';
import { sampleInput } from './sample.ts';

describe('what is published', () => {
  // Written anew by: node -e "import('./shared/alerts/schema.ts').then(m => console.log(JSON.stringify(m.digestJsonSchema())))"
  // > shared/alerts/digest.schema.json, then npx oxfmt on it.
  it('is described by digest.schema.json', () => {
    const path = new URL('../../../shared/alerts/digest.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(digestJsonSchema())));
  });

  // Written anew by running this file with -u.
  it('is shown in docs/messages.md', async () => {
    const composed = composeDigest(sampleInput());
    if (composed === undefined) throw new Error('the sample has no news');
    await expect(messagesDocument(messageOf(composed.digest))).toMatchFileSnapshot(
      '../../../docs/messages.md',
    );
  });
});
