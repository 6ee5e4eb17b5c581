import { afterAll, beforeAll } from 'vitest';
import { openDynalite } from './stage.ts';

/** An embedded DynamoDB for the tests of one file: started before the first of them, closed after the last. */
export function dynaliteOfFile(): { readonly url: string } {
  let opened: Awaited<ReturnType<typeof openDynalite>> | undefined;
  beforeAll(async () => {
    opened = await openDynalite();
  });
  afterAll(() => opened?.close());
  return {
    get url() {
      if (opened === undefined) throw new Error('the embedded DynamoDB is not open outside of tests');
      return opened.url;
    },
  };
}
