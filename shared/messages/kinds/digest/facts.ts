import pLimit from 'p-limit';
import { CLOUDS, type AccountKey } from '../../../model/account.ts';
import { isKnown } from '../../../model/fields.ts';
import { sanitize } from '../../../model/sanitize.ts';
import type { Skc, SkcType } from '../../../model/skc.ts';
import { declarationsOf } from '../../../sources/declarations.ts';
import { loadDeclarations } from '../../../sources/registry.ts';
import type { Declaration } from '../../../sources/contract.ts';
import type { ComposedDigest } from './compose.ts';
import type { DigestEntry, Facts } from './content.ts';

/** Reads one SKC of the inventory; undefined where it is not there or cannot be read. */
export type SkcReader = (
  account: AccountKey,
  skc: { id: string; type: SkcType; location: string },
) => Promise<Skc | undefined>;

const READ_AT_ONCE = 5;
const LONGEST_LINK = 400;

/**
 * Adds to the lines of a digest what their SKCs tell besides the finding: the type in words, what uses it, who issued
 * it, its page in the console. One call for each line about an open finding of an SKC, 25 at most; lines without
 * stay as they are. The id of a digest does not depend on it.
 */
export async function withFacts(composed: ComposedDigest, read: SkcReader): Promise<ComposedDigest> {
  const limit = pLimit(READ_AT_ONCE);
  const lines = composed.digest.entries.filter((entry) => isAsked(entry));
  if (lines.length === 0) return composed;
  const clouds = CLOUDS.filter((cloud) => lines.some(({ account }) => account.startsWith(`${cloud}#`)));
  const declared = declarationsOf(await loadDeclarations(clouds));
  const facts = new Map(
    await Promise.all(
      lines.map((entry) =>
        limit(async (): Promise<[DigestEntry, Facts]> => {
          const { id, type, location } = entry.subject;
          if (!isSkcType(type) || location === undefined) return [entry, {}];
          const skc = await read(entry.account, { id, type, location });
          const source = declared(type);
          return [entry, source === undefined ? {} : factsOf(skc, source)];
        }),
      ),
    ),
  );
  const entries = composed.digest.entries.map((entry) => ({ ...entry, ...facts.get(entry) }));
  return { ...composed, digest: { ...composed.digest, entries } };
}

/** Pure: what a source and its SKC tell. Texts are sanitized and bounded. */
export function factsOf(skc: Skc | undefined, source: Pick<Declaration, 'title' | 'console'>): Facts {
  const typeTitle = sanitize(source.title, 64);
  if (skc === undefined) return { typeTitle };
  const use = useOf(skc);
  const issuer = textOf(skc.details['issuer']);
  const consoleUrl = linkOf(source.console(skc));
  return {
    typeTitle,
    ...(use === undefined ? {} : { use }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(consoleUrl === undefined ? {} : { consoleUrl }),
  };
}

/** What was read of its use: who uses it, else that something does, else when it was last used. */
function useOf(skc: Skc): string | undefined {
  const isRead = (field: string) => !Object.hasOwn(skc.unknown, field);
  const users = textOf(skc.details['usedBy']);
  if (users !== undefined) return `in use by ${users}`;
  if (skc.inUse === true && isRead('inUse')) return 'in use, attached to a resource';
  if (skc.lastUsedAt !== undefined && isRead('lastUsedAt'))
    return `last used on ${skc.lastUsedAt.slice(0, 10)}`;
  return undefined;
}

function textOf(value: string | number | boolean | undefined): string | undefined {
  const text = typeof value === 'string' ? sanitize(value, 120) : '';
  return text === '' ? undefined : text;
}

/** Names of SKCs are part of such addresses: what a mail or chat program could take for markup is encoded. */
function linkOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  const link = href.replaceAll(
    /[^\w\-.~:/?#&=%+,;!$@]|@(?!\/)/g,
    (character) => `%${character.codePointAt(0)?.toString(16).toUpperCase().padStart(2, '0') ?? ''}`,
  );
  return protocol === 'https:' && link.length <= LONGEST_LINK ? link : undefined;
}

function isAsked({ subject, state, rolledUp }: DigestEntry): boolean {
  return subject.kind === 'skc' && state === 'open' && !rolledUp;
}

function isSkcType(type: string | undefined): type is SkcType {
  const [cloud = '', name] = type?.split('.') ?? [];
  return isKnown(CLOUDS, cloud) && name !== undefined;
}
