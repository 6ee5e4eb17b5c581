import type { Config } from './schema.ts';

/** Whether something needs tags: `tags` itself, an exclusion by tag, an attribute or an end that is taken from tags. */
export function wantsTags({
  tags,
  exclusions,
  attributes,
  expiryTags,
}: Pick<Config, 'tags' | 'exclusions' | 'attributes' | 'expiryTags'>): boolean {
  return (
    tags ||
    expiryTags.length > 0 ||
    exclusions.some(({ match }) => match.tag !== undefined) ||
    Object.values(attributes).some((attribute) => attribute.tags.length > 0)
  );
}
