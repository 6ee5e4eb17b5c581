import { distinctTokens } from '../../clouds/incomplete-answer.ts';
import { missingList } from '../fields.ts';

type ListIn<Page, Member extends keyof Page> = Extract<Page[Member], readonly unknown[]>;

/** Where the pages of a call have their list, and the token of the next page. */
interface PageForm<Page, Member extends keyof Page> {
  list: Member;
  token: keyof Page;
  /** For error messages: `kms:ListKeys`. */
  operation: string;
}

/** A page of a listing. */
export interface ListPage<Page, Member extends keyof Page> {
  entries: ListIn<Page, Member>;
  /** Token of the next page; undefined on the last. */
  next: string | undefined;
}

/**
 * The pages of an AWS listing, as its paginator yields them. Every listing goes through it.
 * @throws {IncompleteListing} if a page has no list or, after its entries, if it repeats the token of an earlier page.
 */
export async function* pagesOf<Page extends object, Member extends keyof Page & string>(
  pages: AsyncIterable<Page>,
  { list, token, operation }: PageForm<Page, Member>,
): AsyncGenerator<ListPage<Page, Member>> {
  const refuseRepeated = distinctTokens(operation);
  for await (const page of pages) {
    const next = page[token];
    const entries = page[list];
    if (!isList(entries)) throw missingList(list, operation);
    yield { entries, next: textOf(next) };
    refuseRepeated(textOf(next));
  }
}

/** Its entries are checked one by one: see `entriesOf`. */
function isList<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}

function textOf(token: unknown): string | undefined {
  return typeof token === 'string' && token !== '' ? token : undefined;
}
