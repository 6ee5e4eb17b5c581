import { AsyncLocalStorage } from 'node:async_hooks';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import * as z from 'zod';

/** What the clients of Key Vault return page by page. */
interface Paged<Page> {
  byPage(settings?: { continuationToken?: string }): AsyncIterator<Page>;
}

/** A page of a list and the link with which another call continues after it; without one it is the last. */
export interface LinkedPage<Page> {
  page: Page;
  next: string | undefined;
}

const asked = new AsyncLocalStorage<{ next: string | undefined }>();

const linkSchema = z.object({ nextLink: z.string().nullish() });

/**
 * The pages of a list with their links. Key Vault's clients continue a list from a link (`continuationToken`) but drop
 * the links from their pages, so {@link keepNextLink} takes them from the answers.
 * @param from The link at which to begin.
 */
export async function* linkedPages<Page>(
  list: Paged<Page>,
  from: string | undefined,
): AsyncGenerator<LinkedPage<Page>> {
  const pages = list.byPage(from === undefined ? {} : { continuationToken: from });
  for (;;) {
    const answer: { next: string | undefined } = { next: undefined };
    const read = await asked.run(answer, () => pages.next());
    if (read.done === true) return;
    yield { page: read.value, next: answer.next };
  }
}

/** Keeps the link of each answer for {@link linkedPages}. */
export function keepNextLink(): PipelinePolicy {
  return {
    name: 'keepNextLink',
    async sendRequest(request, next) {
      // Taken before the answer, since a queue may let the request go on in another's context.
      const answer = asked.getStore();
      const response = await next(request);
      if (answer !== undefined && response.status === 200) answer.next = linkOf(response.bodyAsText);
      return response;
    },
  };
}

function linkOf(body: string | null | undefined): string | undefined {
  try {
    return linkSchema.safeParse(JSON.parse(body ?? '')).data?.nextLink ?? undefined;
  } catch {
    // The client itself reports an answer that is not JSON.
    return undefined;
  }
}
