/** A page and the link with which another listing continues after it; without one it is the last. */
interface LinkedPage<Page> {
  page: Page;
  next: string | undefined;
}

/**
 * Pages that several readers share: each is read from the cloud once. Every reader gets all pages from the first on. One
 * that could not be read throws, after the pages before it; the next reader continues there.
 * @param list Lists the pages, from a link on if there is one.
 */
export function sharedPages<Page>(
  list: (from: string | undefined) => AsyncIterator<LinkedPage<Page>>,
): () => AsyncIterable<Page> {
  const read: Page[] = [];
  let from: string | undefined;
  let source = list(from);
  let ended = false;
  let reading: Promise<void> | undefined;

  async function more(): Promise<void> {
    try {
      const { value, done } = await source.next();
      if (done === true) {
        ended = true;
        return;
      }
      read.push(value.page);
      from = value.next ?? from;
    } catch (error) {
      // A listing that threw has ended; another takes its place.
      source = list(from);
      throw error;
    } finally {
      reading = undefined;
    }
  }

  return async function* pages() {
    for (let index = 0; ; index += 1) {
      while (index >= read.length && !ended) await (reading ??= more());
      const page = read[index];
      if (page === undefined) return;
      yield page;
    }
  };
}
