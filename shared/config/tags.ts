import type { Config } from './schema.ts';

/** Whether something needs tags: `tags` itself, an exclusion by tag, or an attribute that is taken from tags. */
export function wantsTags({
  tags,
  exclusions,
  attributes,
}: Pick<Config, 'tags' | 'exclusions' | 'attributes'>): boolean {
  return (
    tags ||
    exclusions.some(({ match }) => match.tag !== undefined) ||
    Object.values(attributes).some((attribute) => attribute.tags.length > 0)
  );
}
